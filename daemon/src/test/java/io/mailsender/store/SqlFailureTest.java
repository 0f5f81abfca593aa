package io.mailsender.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlFailureTest {

    @ParameterizedTest
    @CsvSource({
        "08006, true, true",
        "57P01, true, true",
        "57P03, true, true",
        "25006, true, true",
        "53200, true, false",
        "57014, true, false",
        "40001, false, false",
        "23505, false, false",
    })
    void judgesByTheSqlState(String state, boolean everyWrite, boolean serverGone) {
        SQLException failure = new SQLException("", state);
        assertThat(SqlFailure.affectsEveryWrite(failure)).isEqualTo(everyWrite);
        assertThat(SqlFailure.isServerGone(failure)).isEqualTo(serverGone);
    }

    @Test
    void judgesFailuresOfSqliteAndOfThePoolWithoutAState() {
        assertThat(SqlFailure.affectsEveryWrite(new SQLException("database or disk is full")))
                .isTrue();
        assertThat(SqlFailure.isServerGone(new SQLException("database or disk is full")))
                .isFalse();
        assertThat(SqlFailure.isServerGone(new SQLTransientConnectionException("timed out")))
                .isTrue();
        assertThat(SqlFailure.affectsEveryWrite(new IllegalStateException())).isFalse();
    }
}

package io.mailsender.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidateCommandTest extends CommandLineTest {

    private static final String NO_PROVIDER = "{\"address\":\"a@b.c\",\"providers\":[]}";

    @ParameterizedTest
    @CsvSource({"Success, 0", "Pending, 1", "Failed, 1", "Unvalidated, 1", "Unknown, 1"})
    void checkShowsTheStatus(String validation, int exitStatus) {
        daemon.answers(200, status(validation));
        Run run = run("validate", "-c", "a@b.c");
        assertThat(run.exitStatus()).isEqualTo(exitStatus);
        assertThat(run.out().lines()).containsExactly("first   Success", "second  " + validation);
        assertThat(daemon.request().line()).isEqualTo("GET /validation/a%40b.c");
    }

    @Test
    void succeedsIfNoProviderRequiresValidation() {
        daemon.answers(200, NO_PROVIDER);
        Run run = run("v", "--check", "a@b.c");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.out().strip()).isEqualTo("no provider requires validated addresses");
    }

    @Test
    void printsJson() {
        daemon.answers(200, status("Pending"));
        Run run = run("validate", "--json", "-c", "a@b.c");
        assertThat(run.exitStatus()).isEqualTo(1);
        assertThat(run.out().strip()).isEqualTo(status("Pending"));
    }

    @Test
    void requestsTheConfirmationMail() {
        daemon.answers(200, "{\"providers\":[{\"provider\":\"ses\",\"status_code\":200,\"msg\":\"OK\"}]}");
        Run run = run("valid", "a@b.c");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.out().strip()).isEqualTo("ses  200 OK");
        assertThat(daemon.request().line()).isEqualTo("POST /validation/a%40b.c");
    }

    @Test
    void reportsTheProvidersThatCouldNotBeAsked() {
        daemon.answers(503, "application/json", """
                {"providers": [{"provider": "one", "status_code": 200, "msg": "OK"},
                               {"provider": "two", "status_code": 0, "msg": "connection refused"}]}""");
        Run run = run("validate", "a@b.c");
        assertThat(run.exitStatus()).isEqualTo(75);
        assertThat(run.out().lines()).containsExactly("one  200 OK", "two  connection refused");
        assertThat(run.err().lines())
                .containsExactly("mail-sender: not every provider could be asked; try again later.");
    }

    @Test
    void mayBeRepeatedWithoutAnAnswer() {
        daemon.hangsUp();
        assertThat(run("validate", "a@b.c").exitStatus()).isEqualTo(75);
    }

    @Test
    void reportsAnInvalidAddress() {
        daemon.answers(400, """
                {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": "address: no @",
                 "errors": [{"field": "address", "message": "no @"}]}""");
        Run run = run("validate", "-c", "a");
        assertThat(run.exitStatus()).isEqualTo(1);
        assertThat(run.err().lines()).containsExactly("mail-sender: address: no @");
    }

    private static String status(String second) {
        return """
            {"address":"a@b.c","providers":[{"provider":"first","validation":"Success"},{"provider":"second","validation":"%s"}]}""".formatted(second);
    }
}

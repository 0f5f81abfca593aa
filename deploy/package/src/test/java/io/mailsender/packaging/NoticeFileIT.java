package io.mailsender.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packages contain the notices that third-party licences require. */
class NoticeFileIT {

    @ParameterizedTest
    @ValueSource(strings = {"mail-sender-daemon", "mail-sender"})
    void noticesAreInBothPackages(String program) throws IOException {
        String text = NoticeFile.text(program);

        String file = program + ".THIRD-PARTY.txt";
        assertThat(BuildOutput.deb()
                        .data()
                        .get("usr/share/doc/mail-sender/" + file)
                        .text())
                .isEqualTo(text);
        assertThat(BuildOutput.archive()
                        .get("mail-sender-" + BuildOutput.VERSION + "/" + file)
                        .text())
                .isEqualTo(text);
    }

    @Test
    void containsTheTextsFromTheLibraries() throws IOException {
        assertThat(NoticeFile.text("mail-sender-daemon"))
                // Apache-2.0, section 4 (d)
                .contains("Amazon.com, Inc. or its affiliates", "Jackson JSON processor")
                // EPL-2.0, section 3; BSD and MIT
                .contains("Eclipse Public License - v 2.0", "PostgreSQL Global Development Group", "QOS.ch")
                .doesNotContain("(io.mailsender:");
        assertThat(NoticeFile.text("mail-sender")).contains("(info.picocli:picocli:", "Jackson JSON processor");
    }

    /** The daemon contains Swagger UI's page but not its jar, whose notices are copied to supply-chain/swagger-ui. */
    @Test
    void containsTheNoticesOfThisSwaggerUi() throws IOException {
        assertThat(NoticeFile.entry("mail-sender-daemon", "META-INF/swagger/views/swagger-ui/res/swagger-ui-bundle.js"))
                .as(
                        "supply-chain/swagger-ui is for this version; copy the notices of the new one from its jar (org.webjars)")
                .contains("PACKAGE_VERSION:\"5.34.1\"");
        assertThat(NoticeFile.text("mail-sender-daemon")).contains("SmartBear Software", "react-dom");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mail-sender-daemon", "mail-sender"})
    void jarContainsOurLicence(String program) throws IOException {
        assertThat(NoticeFile.entry(program, "META-INF/LICENSE"))
                .contains("Apache License")
                .isEqualTo(BuildOutput.licence());
    }
}

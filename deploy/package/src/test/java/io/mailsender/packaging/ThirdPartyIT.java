package io.mailsender.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the licences of other people's work ask for goes with it. */
class ThirdPartyIT {

    @ParameterizedTest
    @ValueSource(strings = {"mail-sender-daemon", "mail-sender"})
    void goesWithBothPackages(String program) throws IOException {
        String text = ThirdParty.text(program);

        String file = program + ".THIRD-PARTY.txt";
        assertThat(Built.deb().data().get("usr/share/doc/mail-sender/" + file).text())
                .isEqualTo(text);
        assertThat(Built.archive()
                        .get("mail-sender-" + Built.VERSION + "/" + file)
                        .text())
                .isEqualTo(text);
    }

    @Test
    void hasTheTextsThatAreInTheLibraries() throws IOException {
        assertThat(ThirdParty.text("mail-sender-daemon"))
                // Apache-2.0, section 4 (d)
                .contains("Amazon.com, Inc. or its affiliates", "Jackson JSON processor")
                // EPL-2.0, section 3; BSD and MIT
                .contains("Eclipse Public License - v 2.0", "PostgreSQL Global Development Group", "QOS.ch")
                .doesNotContain("(io.mailsender:");
        assertThat(ThirdParty.text("mail-sender")).contains("(info.picocli:picocli:", "Jackson JSON processor");
    }

    /** Of its jar only the page is taken. */
    @Test
    void hasTheNoticesOfTheSwaggerUiThatIsInTheJar() throws IOException {
        assertThat(ThirdParty.entry("mail-sender-daemon", "META-INF/swagger/views/swagger-ui/res/swagger-ui-bundle.js"))
                .as("supply-chain/swagger-ui is of this version; take those of the new one from its jar (org.webjars)")
                .contains("PACKAGE_VERSION:\"5.34.1\"");
        assertThat(ThirdParty.text("mail-sender-daemon")).contains("SmartBear Software", "react-dom");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mail-sender-daemon", "mail-sender"})
    void jarBearsOurOwnLicence(String program) throws IOException {
        assertThat(ThirdParty.entry(program, "META-INF/LICENSE"))
                .contains("Apache License")
                .isEqualTo(Built.licence());
    }
}

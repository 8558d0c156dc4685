package dev.waybill.jobs.prepare.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsTest {

    private final Secrets secrets = new Secrets(Map.of("USER_NAME", "ann", "DB_PASSWORD", "p$1\\x", "EMPTY", ""));

    @Test
    void putsValuesInPlaceOfTheirNames() {
        assertThat(secrets.resolve(
                        Map.of("url", "jdbc:x://${env:USER_NAME}:${env:DB_PASSWORD}@host", "fetchsize", "9")))
                .isEqualTo(Map.of("url", "jdbc:x://ann:p$1\\x@host", "fetchsize", "9"));
    }

    @Test
    void leavesOtherTextsWithDollarsAlone() {
        assertThat(secrets.resolve(Map.of("query", "select '$1', '${x}'")))
                .isEqualTo(Map.of("query", "select '$1', '${x}'"));
    }

    @Test
    void refusesVariablesThatAreNotSet() {
        assertThatThrownBy(() -> secrets.resolve(Map.of("password", "${env:DB_PASSWORT}")))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot read the source: source.options.password needs the environment variable"
                        + " DB_PASSWORT, which is not set. Set it where Waybill runs.");
    }

    @Test
    void hidesValuesBehindTheirNames() {
        Map<String, String> options = Map.of("url", "x${env:USER_NAME}${env:EMPTY}", "password", "${env:DB_PASSWORD}");
        assertThat(secrets.hide("no entry for ann with p$1\\x", options))
                .isEqualTo("no entry for ${env:USER_NAME} with ${env:DB_PASSWORD}");
    }
}

package dev.waybill.common.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RefusalTest {

    @Test
    void saysWhatIsWrongAndThenWhatToDo() {
        Throwable cause = new IllegalStateException("library");
        Refusal refusal = Refusal.data("quality.refused", "Refused the batch: no rows.", "Look for them.", cause);
        assertThat(refusal)
                .hasMessage("Refused the batch: no rows. Look for them.")
                .hasCause(cause);
        assertThat(refusal.exitCode()).isEqualTo(ExitCode.DATA_REFUSED);
        assertThat(refusal.code()).isEqualTo("quality.refused");
        assertThat(refusal.problem()).isEqualTo("Refused the batch: no rows.");
        assertThat(refusal.remedy()).isEqualTo("Look for them.");
    }

    @Test
    void leavesOutUserAndPasswordOfAddresses() {
        Refusal refusal = Refusal.mistake(
                "x.y",
                "Cannot reach 'https://me:s3cr:t@h/p' or jdbc:x://me@db:1/p.",
                "Set a@b://u:p@c.d/e to mail@example.com.");
        assertThat(refusal)
                .hasMessage("Cannot reach 'https://h/p' or jdbc:x://db:1/p. Set a@b://c.d/e to mail@example.com.");
        assertThat(refusal.problem() + refusal.remedy()).doesNotContain("s3cr", "u:p");
    }

    /** Schedulers go by these. */
    @Test
    void keepsItsExitCodes() {
        assertThat(Arrays.stream(ExitCode.values()).map(code -> code + " " + code.number()))
                .containsExactly(
                        "DONE 0",
                        "BUG 1",
                        "MISTAKE 2",
                        "DATA_REFUSED 3",
                        "PROMOTION_REFUSED 4",
                        "DRIFT_FOUND 5",
                        "NOT_REPRODUCED 6",
                        "HELD 75");
    }
}

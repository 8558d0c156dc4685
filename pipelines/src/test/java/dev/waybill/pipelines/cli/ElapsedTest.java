package dev.waybill.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ElapsedTest {

    @Test
    void showsAsManyPlacesAsMatter() {
        assertThat(Elapsed.text(Duration.ofMillis(449))).isEqualTo("0.4s");
        assertThat(Elapsed.text(Duration.ofMillis(59_999))).isEqualTo("59.9s");
        assertThat(Elapsed.text(Duration.ofSeconds(125))).isEqualTo("2m 05s");
        assertThat(Elapsed.text(Duration.ofMinutes(62))).isEqualTo("1h 02m");
    }
}

package dev.waybill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For ten seeds, see tests/benchmarks/drift-alarms.sh. */
class DemoShockTest {

    @Test
    void isNamedOnItsNightInTheLabel(@TempDir Path home) throws IOException {
        DemoShock shock = new DemoShock(home, 40_000, 42).predictedByDistance();

        assertThat(shock.drifted(DemoShock.CLOSED.minusDays(1))).isEmpty();
        assertThat(shock.drifted(DemoShock.CLOSED)).containsExactly("eta_minutes");
    }
}

package dev.waybill.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineLockTest {

    private static final Instant TWO = Instant.parse("2026-11-21T02:00:00Z");

    @TempDir
    Path home;

    @Test
    void isOfOneRunAtATime() {
        LockOwner first = new LockOwner(4711, "night-1", TWO, "./waybill repro -p demo");
        try (PipelineLock hold = PipelineLock.take(home, "demo", first, "")) {
            assertThat(hold).isNotNull();
            assertHeld("Cannot run pipeline 'demo': another run holds it (process 4711 on night-1, since"
                    + " 2026-11-21T02:00:00Z: ./waybill repro -p demo). Wait until it has ended.");
            PipelineLock.take(home, "green-taxi", first, "").close();
            assertHeld("Cannot run pipeline 'demo': another run holds it (process 4711 on night-1, since"
                    + " 2026-11-21T02:00:00Z: ./waybill repro -p demo). Wait until it has ended.");
        }
        PipelineLock.take(home, "demo", first, "").close();
    }

    @Test
    void isOfOneProcessAtATimeAndEndsWithIt() throws IOException, InterruptedException {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherProcess.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = other.inputReader(StandardCharsets.UTF_8)) {
            String holder = said.readLine();
            assertThat(holder).startsWith("process " + other.pid() + " on ").endsWith(": ./waybill repro -p demo");
            assertHeld("Cannot run pipeline 'demo': another run holds it (" + holder + "). Wait until it has ended.");
        } finally {
            other.destroyForcibly().waitFor();
        }
        PipelineLock.take(home, "demo", LockOwner.self(TWO, "./waybill repro -p demo"), "")
                .close();
    }

    /** Takes the hold, says so, and does not let go. */
    static final class OtherProcess {

        private OtherProcess() {}

        public static void main(String[] words) throws InterruptedException {
            LockOwner self = LockOwner.self(TWO, "./waybill repro -p demo");
            try (PipelineLock hold = PipelineLock.take(Path.of(words[0]), "demo", self, "")) {
                System.out.println(hold == null ? "" : self.toString());
                Thread.sleep(60_000);
            }
        }
    }

    private void assertHeld(String message) {
        assertThatThrownBy(
                        () -> PipelineLock.take(home, "demo", LockOwner.self(TWO, "./waybill job train -p demo"), ""))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.exitCode()).isEqualTo(ExitCode.HELD);
                    assertThat(refusal.code()).isEqualTo("pipeline.held");
                })
                .hasMessage(message);
    }
}

package dev.waybill.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FailuresTest {

    /** The exit code of a JVM that signal 15 ended. */
    private static final int TERMINATED = 128 + 15;

    @Test
    void callsNoBugWhatFailsBecauseTheProcessWasToldToEnd() throws IOException, InterruptedException {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherProcess.class.getName())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said = other.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).isEqualTo("ready");
            other.toHandle().destroy(); // the process would close what it said, too
            assertThat(said.lines().collect(Collectors.joining("\n")))
                    .isEqualTo("Interrupted: this process was told to end before it was done."
                            + " Run it again; what was finished stays.");
            assertThat(other.waitFor()).isEqualTo(TERMINATED);
        } finally {
            other.destroyForcibly();
        }
    }

    /** Waits for its end, and then fails as Spark's jobs do; it ends only when that was reported. */
    static final class OtherProcess {

        private OtherProcess() {}

        public static void main(String[] words) throws InterruptedException {
            CountDownLatch ending = new CountDownLatch(1);
            CountDownLatch reported = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                ending.countDown();
                await(reported);
            }));
            System.out.println("ready");
            ending.await();
            Surroundings surroundings =
                    new Surroundings(System.out, System.err, Map.of(), Path.of(""), Clock.systemUTC());
            new Failures(surroundings, Optional.empty(), false, new Interruption())
                    .report(new IllegalStateException("SparkContext has been shutdown"));
            reported.countDown();
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

package dev.waybill.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.pipelines.engine.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class WatchedDisplayTest {

    private record Nothing() {}

    @Test
    void clearsTheLiveListAndSaysWhatWasDoneWhenTheProcessIsToldToEnd() throws IOException {
        assertThat(Screen.of(saidByARun("train"))).isEqualTo("""
                        ok prepare             1.0s  5 rows
                        Interrupted: train (2 of 3) was not done; prepare is done and stays.\
                         Run the same again: it goes on from there.
                        """);
    }

    @Test
    void saysNothingOfTheKindAfterItsEnd() throws IOException {
        assertThat(Screen.of(saidByARun("end"))).isEqualTo("ok prepare             1.0s  5 rows\n");
    }

    private static String saidByARun(String until) throws IOException {
        Process run = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Run.class.getName(),
                        until)
                .start();
        try (BufferedReader ready = run.errorReader(StandardCharsets.UTF_8);
                Reader said = run.inputReader(StandardCharsets.UTF_8)) {
            assertThat(ready.readLine()).isEqualTo("ready");
            run.toHandle().destroy(); // the process itself would close what it said, too
            StringWriter text = new StringWriter();
            said.transferTo(text);
            return text.toString();
        } finally {
            run.destroyForcibly();
        }
    }

    /** A run of which a step is done, and which then waits for its end. */
    static final class Run {

        private Run() {}

        public static void main(String[] words) throws InterruptedException {
            Terminal terminal = new Terminal(true, false, false, 80, 24);
            Interruption interruption = new Interruption();
            Surroundings surroundings =
                    new Surroundings(System.out, System.out, Map.of(), Path.of(""), Clock.systemUTC());
            Display live = new LiveDisplay(System.out, terminal, Clock.systemUTC(), () -> SparkWork.NONE);
            Display display = new WatchedDisplay(
                    live,
                    interruption,
                    () -> new Failures(surroundings, Optional.empty(), false, interruption).interrupted());
            display.planned(List.of("prepare", "train", "evaluate"));
            display.started("prepare", 1, 3);
            display.finished(new Outcome("prepare", new Nothing(), "5 rows", Duration.ofSeconds(1)));
            if (words[0].equals("end")) {
                display.close();
            } else {
                display.started(words[0], 2, 3);
            }
            System.err.println("ready");
            new CountDownLatch(1).await();
        }
    }
}

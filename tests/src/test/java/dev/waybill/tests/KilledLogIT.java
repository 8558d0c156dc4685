package dev.waybill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.table.OnlineTables;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.common.table.Tables;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that keep rows are killed, while others write to the same table: what they said is kept is there once. */
class KilledLogIT {

    /** A row, and no word of a library's. */
    private static final String NUMBERED = "[a-d] [0-9]+";

    @TempDir
    Path folder;

    @Test
    void loseAndDoubleNothingThatTheySaidIsKept() throws IOException, InterruptedException {
        Set<String> said = new TreeSet<>();
        for (String writer : List.of("a", "b", "c")) {
            Process process = start(writer, 1_000_000);
            try (BufferedReader out = process.inputReader()) {
                String line = out.readLine();
                while (line != null) {
                    if (line.matches(NUMBERED)) {
                        said.add(line);
                    }
                    if (isEnough(writer, said.size())) {
                        process.toHandle().destroyForcibly(); // which leaves to be read what it had printed
                    }
                    line = out.readLine();
                }
            }
            assertThat(process.waitFor()).isEqualTo(128 + 9);
        }
        Process last = start("d", 10);
        try (BufferedReader out = last.inputReader()) {
            out.lines().filter(line -> line.matches(NUMBERED)).forEach(said::add);
        }
        assertThat(last.waitFor()).isZero();

        List<String> kept = new Tables(
                        SharedSpark.session(), folder.resolve("tables").toString())
                .read(OnlineTables.PREDICTIONS)
                .selectExpr("concat(writer, ' ', number)")
                .as(Encoders.STRING())
                .collectAsList();
        Set<String> once = new HashSet<>(kept);
        assertThat(kept.size()).as("Each once").isEqualTo(once.size());
        assertThat(said).hasSizeGreaterThan(5_000).allMatch(once::contains);
        assertThat(kept.size() - said.size())
                .as("Killed between keeping and saying so")
                .isBetween(0, 3);
        try (Stream<Path> left = Files.list(folder.resolve("log").resolve(OnlineTables.PREDICTIONS))) {
            assertThat(left).isEmpty();
        }
    }

    /** The first is killed before its first commit, the others among them. */
    private boolean isEnough(String writer, int lines) {
        Path commits =
                folder.resolve("tables").resolve(OnlineTables.PREDICTIONS).resolve("_delta_log");
        String[] names = commits.toFile().list();
        int least = 1 + 2 * (writer.charAt(0) - 'a');
        return writer.equals("a") ? lines > 5_000 : names != null && names.length > least;
    }

    private Process start(String writer, int rows) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("..", "conf", "jvm.options").toAbsolutePath().normalize(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                LoggingProcess.class.getName(),
                folder.resolve("log").toString(),
                folder.resolve("tables").toString(),
                writer,
                String.valueOf(rows)));
        return new ProcessBuilder(command)
                .redirectError(folder.resolve("err-" + writer).toFile())
                .start();
    }
}

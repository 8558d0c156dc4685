package dev.waybill.serving.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.table.SharedSpark;
import dev.waybill.common.table.kernel.AppendedTable;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows on their way into a real table. */
class RowLogTest {

    private static final LogSettings SMALL = new LogSettings(true, "", 200, 10, 1 << 20, 1 << 20);

    private Instant now = Instant.parse("2026-03-01T00:00:00Z");
    private final List<RowLog> logs = new ArrayList<>();

    @TempDir
    Path folder;

    @Test
    void comeIntoTheTableOnceTheyHaveWaitedAndNoneTwice() throws IOException {
        RowLog log = log(SMALL);
        assertThat(log.add(TestRows.TYPE, List.of(TestRows.row(1), TestRows.row(2))))
                .isTrue();
        assertThat(log.add(TestRows.OTHER_TYPE, List.of(TestRows.otherRow(3)))).isTrue();
        log.write();
        assertThat(table()).as("Not at once").doesNotExist();
        now = now.plusSeconds(10);
        byte[] segment = Files.readAllBytes(segments().get(0));
        Path path = segments().get(0);
        log.write();
        assertThat(numbers()).containsExactlyInAnyOrder(1L, 2L, 3L);
        assertThat(segments()).isEmpty();

        Files.write(path, segment); // as if it had ended between the commit and this file's deletion
        log.add(TestRows.TYPE, List.of(TestRows.row(4)));
        end(log);
        log(SMALL).write();
        assertThat(numbers()).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
        assertThat(segments()).isEmpty();
        assertThat(runs()).as("Only that of the last").hasSize(1);
    }

    @Test
    void areThereAfterTheProcessEnded() throws IOException {
        RowLog log = log(SMALL);
        log.add(TestRows.TYPE, List.of(TestRows.row(1)));
        Path left = folder.resolve("log").resolve("3a");
        Files.createDirectories(left);
        Files.createFile(left.resolve("lock"));
        Files.copy(segments().get(0), left.resolve(segments().get(0).getFileName()));
        Files.write(
                left.resolve(segments().get(0).getFileName()),
                new byte[] {0x57, 0x42, 0x4C},
                StandardOpenOption.APPEND);

        log.write();
        assertThat(numbers()).as("Of the run that ended").containsExactly(1L);
        assertThat(left).doesNotExist();
        log(SMALL).write();
        assertThat(segments()).as("Of a run that goes on").hasSize(1);
        assertThat(log.trouble()).isEmpty();
    }

    @Test
    void areNotKeptBeyondABound() throws IOException {
        Files.createDirectories(folder.resolve("tables"));
        Files.createFile(table()); // no folder, so no table
        RowLog log = log(new LogSettings(true, "", 200, 10, 400, 2_000));
        List<Long> kept = LongStream.range(0, 100)
                .filter(i -> log.add(TestRows.TYPE, List.of(TestRows.row(i))))
                .boxed()
                .toList();
        assertThat(kept)
                .hasSizeBetween(10, 50)
                .isEqualTo(LongStream.range(0, kept.size()).boxed().toList());
        log.write();
        assertThat(log.trouble()).contains("are not kept");
        now = now.plusSeconds(120);
        assertThat(log.trouble()).contains("wait");

        Files.delete(table());
        log.write();
        assertThat(log.trouble()).isEmpty();
        assertThat(numbers()).containsExactlyInAnyOrderElementsOf(kept);
        assertThat(log.add(TestRows.TYPE, List.of(TestRows.row(100)))).isTrue();
    }

    @Test
    void areNotMixedUpByThreads() throws Exception {
        RowLog log = log(new LogSettings(true, "", 200, 10, 4_000, 1 << 24));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Callable<List<Long>>> work = LongStream.range(0, 4)
                .<Callable<List<Long>>>mapToObj(thread -> () -> kept(log, 200 * thread, 200))
                .toList();
        List<Long> kept = new ArrayList<>();
        try {
            List<Future<List<Long>>> running =
                    work.stream().map(threads::submit).toList();
            while (running.stream().anyMatch(each -> !each.isDone())) {
                log.sync();
                log.write();
            }
            for (Future<List<Long>> done : running) {
                kept.addAll(done.get());
            }
        } finally {
            threads.shutdownNow();
        }
        end(log);
        assertThat(kept).isNotEmpty(); // not all where the disk stalls, since who adds does not wait for ever
        assertThat(numbers()).containsExactlyInAnyOrderElementsOf(kept);
        assertThat(runs()).isEmpty();
    }

    @Test
    void leaveADamagedFileBeside() throws IOException {
        RowLog log = log(SMALL);
        log.add(TestRows.TYPE, List.of(TestRows.row(1), TestRows.row(2), TestRows.row(3)));
        Path file = segments().get(0);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - TestRows.TYPE.records(List.of(TestRows.row(3))).length - 1] ^= 1; // in the second row
        Files.write(file, bytes);
        now = now.plusSeconds(10);
        log.write();
        assertThat(numbers()).containsExactlyInAnyOrder(1L, 3L);
        assertThat(file.resolveSibling(file.getFileName() + ".damaged")).exists();
        assertThat(log.trouble()).contains("are not kept");
    }

    private static List<Long> kept(RowLog log, long first, int count) {
        return LongStream.range(first, first + count)
                .filter(i -> i % 3 == 0
                        ? log.add(TestRows.TYPE, List.of(TestRows.row(i)))
                        : log.add(TestRows.OTHER_TYPE, List.of(TestRows.otherRow(i))))
                .boxed()
                .toList();
    }

    private RowLog log(LogSettings settings) {
        RowLog log = new RowLog(
                new RowLog.Target("p", "t", new AppendedTable(table())),
                folder.resolve("log"),
                settings,
                new LogCounts(new PrometheusRegistry()),
                () -> now);
        logs.add(log);
        return log;
    }

    private void end(RowLog log) {
        log.close();
        logs.remove(log);
    }

    @AfterEach
    void end() {
        logs.forEach(RowLog::close);
    }

    private Path table() {
        return folder.resolve("tables/t");
    }

    private List<Long> numbers() {
        return SharedSpark.session()
                .read()
                .format("delta")
                .load(table().toString())
                .select("number")
                .as(Encoders.LONG())
                .collectAsList();
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("log"))) {
            return files.filter(file -> file.toString().endsWith(".rows"))
                    .sorted()
                    .toList();
        }
    }

    private List<Path> runs() throws IOException {
        try (Stream<Path> runs = Files.list(folder.resolve("log"))) {
            return runs.toList();
        }
    }
}

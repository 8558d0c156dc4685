package dev.waybill.serving.log;

import dev.waybill.common.table.kernel.AppendedTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows on their way into a table: appended to a file at once, and the file's rows to the table in one commit, exactly once. Rows
 * of runs that ended before that are taken along.
 *
 * <p>Any number of threads may add rows, while one syncs and one writes.
 */
final class RowLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RowLog.class);

    /** Who waits longer for another, whom the disk keeps waiting, goes on without, and those after do not wait at all. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

    private final Target target;
    private final Path folder;
    private final RunFolder run;
    private final LogSettings settings;
    private final LogCounts counts;
    private final InstantSource clock;
    private final ReentrantLock appending = new ReentrantLock();
    private final Queue<Segment> sealed = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final List<RunFolder> abandoned = new ArrayList<>();
    private volatile boolean isStalled;
    private volatile boolean isClosed;
    private volatile @Nullable Segment open;
    private volatile @Nullable Instant lostAt;
    /** What is wrong, by what it keeps from being done. */
    private final Map<Work, String> problems = new ConcurrentHashMap<>();

    private long next;
    private Duration pause = Duration.ZERO;
    private Instant notBefore = Instant.MIN;
    private Instant lookAt = Instant.MIN;

    private enum Work {
        keep,
        sync,
        write
    }

    /** Which table rows go to. */
    record Target(String pipeline, String name, AppendedTable table) {}

    /**
     * Begins.
     *
     * @param folder of the files of all runs that write to this table
     */
    RowLog(Target target, Path folder, LogSettings settings, LogCounts counts, InstantSource clock) {
        this.target = target;
        this.folder = folder;
        this.settings = settings;
        this.counts = counts;
        this.clock = clock;
        run = RunFolder.begin(folder);
        counts.begins(target.pipeline(), target.name());
    }

    /**
     * Keeps rows: when this returns true they outlive the process.
     *
     * @return false where they cannot be kept, which is counted
     */
    boolean add(RowType type, List<UnsafeRow> rows) {
        byte[] records = type.records(rows);
        boolean isKept = !isClosed && isMyTurn() && isAppended(type, records, rows.size());
        if (isKept) {
            counts.logged(target.pipeline(), target.name(), rows.size());
        } else {
            lost(rows.size());
        }
        return isKept;
    }

    private void lost(int rows) {
        Instant now = clock.instant();
        Instant last = lostAt;
        if (last == null || last.isBefore(now.minus(BETWEEN_LOOKS))) {
            LOG.warn("Rows for table {} of {} are not kept any more", target.name(), target.pipeline());
        }
        lostAt = now;
        counts.lost(target.pipeline(), target.name(), rows);
    }

    private boolean isMyTurn() {
        if (appending.tryLock()) {
            return true;
        }
        try {
            if (!isStalled && appending.tryLock(LONGEST_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        isStalled = true;
        return appending.tryLock(); // who has it meanwhile has it stalled no more, in the end
    }

    private boolean isAppended(RowType type, byte[] records, int rows) {
        try {
            if (isClosed || waitingBytes.get() + records.length > settings.maxBytes()) {
                return false;
            }
            Segment segment = begun();
            long before = segment.bytes();
            try {
                segment.append(type, records, rows);
            } finally {
                waitingBytes.addAndGet(segment.bytes() - before);
            }
            problems.remove(Work.keep);
            if (segment.bytes() >= settings.segmentBytes()) {
                seal();
            }
            return true;
        } catch (IOException e) {
            tell(Work.keep, "Cannot keep rows in " + folder, e);
            seal();
            return false;
        } finally {
            isStalled = false;
            appending.unlock();
        }
    }

    private Segment begun() throws IOException {
        Segment segment = open;
        if (segment == null) {
            segment = new Segment(next, run.segment(next), clock.instant());
            next++;
            open = segment;
        }
        return segment;
    }

    /** Nothing more is appended to the open segment. */
    private void seal() {
        Segment segment = open;
        if (segment != null) {
            sealed.add(segment);
            open = null;
        }
    }

    /** Has all that was added before on the disk itself. */
    void sync() {
        List<Segment> unsynced = new ArrayList<>();
        Segment last = open; // before the others, since it may become one of them
        unsynced.addAll(sealed);
        if (last != null) {
            unsynced.add(last);
        }
        try {
            for (Segment segment : unsynced) {
                segment.sync();
            }
            if (!unsynced.isEmpty()) {
                run.sync();
                problems.remove(Work.sync);
            }
        } catch (IOException e) {
            tell(Work.sync, "Cannot have rows on the disk in " + folder, e);
        }
        count();
    }

    private void count() {
        List<Segment> waiting = new ArrayList<>(sealed);
        Segment last = open;
        if (last != null) {
            waiting.add(last);
        }
        Instant oldest =
                waiting.stream().map(Segment::begun).min(Instant::compareTo).orElseGet(clock::instant);
        counts.waiting(
                target.pipeline(),
                target.name(),
                waiting.stream().mapToLong(Segment::rows).sum(),
                waitingBytes.get(),
                Duration.between(oldest, clock.instant()).toMillis() / 1e3);
    }

    /** Writes what has waited long enough to the table; after a failure not before some time has passed. */
    synchronized void write() {
        sealOlderThan(clock.instant().minusSeconds(settings.segmentSeconds()));
        if (!clock.instant().isBefore(notBefore)) {
            writeSealed();
        }
    }

    private void sealOlderThan(Instant then) {
        appending.lock();
        try {
            Segment segment = open;
            if (segment != null && !segment.begun().isAfter(then)) {
                seal();
            }
        } finally {
            appending.unlock();
        }
    }

    private void writeSealed() {
        try {
            for (Segment segment = sealed.peek(); segment != null; segment = sealed.peek()) {
                segment.close();
                write(run, segment.number(), segment.bytes());
                sealed.remove();
            }
            takeOver();
            pause = Duration.ZERO;
            problems.remove(Work.write);
        } catch (IOException | RuntimeException | Error e) {
            tell(Work.write, "Cannot write rows to table " + target.name() + " of " + target.pipeline(), e);
            pause = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
            pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
            notBefore = clock.instant().plus(pause);
        }
    }

    /** Writes what runs that have ended left behind. */
    private void takeOver() throws IOException {
        if (!clock.instant().isBefore(lookAt)) {
            lookAt = clock.instant().plus(BETWEEN_LOOKS);
            List<RunFolder> found = RunFolder.abandoned(folder);
            abandoned.addAll(found);
            for (RunFolder run : found) {
                for (long number : run.segments()) {
                    waitingBytes.addAndGet(Files.size(run.segment(number)));
                }
            }
        }
        while (!abandoned.isEmpty()) {
            RunFolder ended = abandoned.get(0);
            for (long number : ended.segments()) {
                LOG.info(
                        "Rows for {} that a run before has left are written: {} {}",
                        target.name(),
                        ended.name(),
                        number);
                write(ended, number, Files.size(ended.segment(number)));
            }
            ended.release();
            abandoned.remove(0);
        }
    }

    private void write(RunFolder of, long number, long bytes) throws IOException {
        Path file = of.segment(number);
        ReadSegment read = ReadSegment.of(file);
        if (!read.rows().isEmpty()) {
            String series = "%s %s".formatted(target.name(), of.name());
            boolean isNew = target.table().append(series, number, read.rows());
            counts.written(target.pipeline(), target.name(), isNew ? read.count() : 0);
        }
        if (read.tornBytes() > 0) {
            LOG.warn("Nobody was answered by the last {} bytes of {}: no whole record", read.tornBytes(), file);
        }
        if (read.damages().isEmpty()) {
            Files.delete(file);
        } else {
            lost(read.damages().size());
            LOG.error("{} is damaged, and stays beside as .damaged: {}", file, read.damages());
            Files.move(file, file.resolveSibling(file.getFileName() + ".damaged"));
        }
        waitingBytes.addAndGet(-bytes);
    }

    private void tell(Work work, String what, Throwable e) {
        String said = "%s: %s".formatted(what, e);
        if (!said.equals(problems.put(work, said))) {
            LOG.error(what, e);
        }
    }

    /** What is wrong, in words; empty for nothing. */
    String trouble() {
        Instant lost = lostAt;
        if (lost != null && lost.isAfter(clock.instant().minus(BETWEEN_LOOKS))) {
            return "rows for %s are not kept, the last at %s".formatted(target.name(), lost);
        }
        return problems.isEmpty() ? "" : "rows for %s wait, and the log says why".formatted(target.name());
    }

    /** Writes what there is. What the table does not take now is written by the next run. */
    @Override
    public synchronized void close() {
        isClosed = true; // a row that came later would be nobody's
        sync();
        sealOlderThan(Instant.MAX);
        writeSealed();
        try {
            for (Segment left : sealed) {
                left.close();
            }
            for (RunFolder ended : abandoned) {
                ended.release();
            }
            run.release();
        } catch (IOException e) {
            LOG.warn("Cannot let go of {}", folder, e);
        }
        count();
    }
}

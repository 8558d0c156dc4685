package dev.waybill.serving.log;

import dev.waybill.common.table.OnlineTables;
import dev.waybill.common.table.kernel.AppendedTable;
import dev.waybill.serving.http.Health.Check;
import dev.waybill.serving.http.Health.Status;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is predicted at the request for a pipeline, and what came true of it, on the way into tables of the pipeline. */
public final class PipelineLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PipelineLog.class);
    private static final int MILLIS_BETWEEN_WRITES = 500;
    private static final int MOST_SECONDS_TO_END = 60;

    private final String pipeline;
    private final LogSettings settings;
    private final RowLog predictions;
    private final RowLog feedback;
    private final ScheduledExecutorService threads;

    /**
     * Takes rows from now on, and writes them once {@link #begin} was called.
     *
     * @param folder of the files of the pipeline's rows
     * @param tables the folder of the pipeline's tables
     */
    public PipelineLog(
            String pipeline, Path folder, Path tables, LogSettings settings, LogCounts counts, InstantSource clock) {
        this.pipeline = pipeline;
        predictions = log(OnlineTables.PREDICTIONS, folder, tables, settings, counts, clock);
        feedback = log(OnlineTables.FEEDBACK, folder, tables, settings, counts, clock);
        threads = Executors.newScheduledThreadPool(2, work -> {
            Thread thread = new Thread(work, "waybill-log-" + pipeline);
            thread.setDaemon(true);
            return thread;
        });
        this.settings = settings;
    }

    /** Begins to write, first of all what runs before have left. Apart, so that it does not hold up what has to start first. */
    public void begin() {
        every(settings.syncMillis(), () -> both().forEach(RowLog::sync));
        every(MILLIS_BETWEEN_WRITES, () -> both().forEach(RowLog::write));
    }

    private RowLog log(
            String table, Path folder, Path tables, LogSettings settings, LogCounts counts, InstantSource clock) {
        return new RowLog(
                new RowLog.Target(pipeline, table, new AppendedTable(tables.resolve(table))),
                folder.resolve(table),
                settings,
                counts,
                clock);
    }

    private Stream<RowLog> both() {
        return Stream.of(predictions, feedback);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what it throws is told
    private void every(int millis, Runnable work) {
        threads.scheduleWithFixedDelay(() -> carefully(work), millis, millis, TimeUnit.MILLISECONDS);
    }

    /** What is thrown would end all further times. */
    private void carefully(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            LOG.error("The rows of {} wait, since something failed", pipeline, e);
        }
    }

    /**
     * Keeps predictions, which are to be answered only then.
     *
     * @return whether it did
     */
    public boolean predicted(RowType type, List<UnsafeRow> answers) {
        return predictions.add(type, answers);
    }

    /** Keeps what came true; the same. */
    public boolean came(Feedback what) {
        return feedback.add(Feedback.TYPE, List.of(what.row(pipeline)));
    }

    /** How it is: degraded where rows are lost, or wait for a table that cannot be written. */
    public Check check() {
        String trouble =
                both().map(RowLog::trouble).filter(said -> !said.isEmpty()).collect(Collectors.joining("; "));
        return trouble.isEmpty() ? Check.up("what is predicted is kept") : new Check(Status.degraded, trouble);
    }

    /** Writes what there is, to be called when nothing is predicted any more. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(MOST_SECONDS_TO_END, TimeUnit.SECONDS)) {
                LOG.warn("The rows of {} are left to the next run: a table takes too long", pipeline);
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        both().forEach(RowLog::close);
    }
}

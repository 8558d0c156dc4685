package dev.waybill.common.fit;

import dev.waybill.common.refusal.Refusal;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * Turns a fit that is stuck into a failure: Spark waits without end for the task slots of a barrier stage, and its
 * workers wait without end for each other. And names the first cause of one that fails: Spark tries it again and again, and
 * in the end tells of the last time, when the workers may no longer have found each other.
 *
 * <p>The sign of life is that a Spark task of the fit starts or ends; while it has none, that any does, since its turn comes
 * after those of a fit beside it. Within a task, XGBoost gives none.
 */
final class Watchdog extends SparkListener {

    private static final long PERIOD_MILLIS = 250;
    private static final int TELLING = 8;
    private static final String TAGS = "spark.job.tags";

    private final SparkContext spark;
    private final Duration limit;
    private final String tag = "waybill-fit-" + UUID.randomUUID();
    /** Those of the fit that are not over; between two there is nothing to wait for. */
    private final Set<Integer> stages = new HashSet<>();

    private int running;
    private long lastSign = System.nanoTime();
    private boolean gaveUp;
    /** How many tasks ran when it gave up. */
    private int runningThen;

    private Optional<WorkerFailure> failure = Optional.empty();

    private Watchdog(SparkContext spark, Duration limit) {
        this.spark = spark;
        this.limit = limit;
    }

    /**
     * Does something by Spark jobs of this thread, which are cancelled if none of their tasks starts or ends for so long.
     *
     * @throws Refusal if that happened, or XGBoost failed in a task
     */
    static <T> T watch(SparkContext spark, Duration limit, Supplier<T> fit) {
        Watchdog watchdog = new Watchdog(spark, limit);
        Timer timer = watchdog.start();
        try {
            return fit.get();
        } catch (Exception e) { // Scala throws a checked SparkException that javac does not see
            if (watchdog.gaveUp()) {
                throw watchdog.refusal(e);
            }
            Optional<WorkerFailure> first = e instanceof SparkException ? watchdog.firstFailure() : Optional.empty();
            if (first.isPresent()) {
                throw failed(first.get(), e);
            }
            throw e;
        } finally {
            timer.cancel();
            spark.removeJobTag(watchdog.tag);
            spark.removeSparkListener(watchdog);
        }
    }

    private Timer start() {
        spark.addSparkListener(this);
        spark.addJobTag(tag);
        Timer timer = new Timer("waybill-watchdog", true);
        TimerTask look = new TimerTask() {
            @Override
            public void run() {
                look();
            }
        };
        timer.schedule(look, PERIOD_MILLIS, PERIOD_MILLIS);
        return timer;
    }

    @Override
    public synchronized void onStageSubmitted(SparkListenerStageSubmitted stage) {
        if (stage.properties().getProperty(TAGS, "").contains(tag)) {
            stages.add(stage.stageInfo().stageId());
            lastSign = System.nanoTime();
        }
    }

    @Override
    public synchronized void onStageCompleted(SparkListenerStageCompleted stage) {
        stages.remove(stage.stageInfo().stageId());
    }

    @Override
    public synchronized void onTaskStart(SparkListenerTaskStart task) {
        sign(task.stageId(), 1);
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd task) {
        if (stages.contains(task.stageId())
                && failure.map(WorkerFailure::ofOthers).orElse(true)) {
            failure = WorkerFailure.of(task.reason()).or(() -> failure);
        }
        sign(task.stageId(), -1);
    }

    private void sign(int stage, int more) {
        boolean ours = stages.contains(stage);
        running += ours ? more : 0;
        if (ours || running == 0) {
            lastSign = System.nanoTime();
        }
    }

    private synchronized void look() {
        if (!gaveUp && !stages.isEmpty() && System.nanoTime() - lastSign > limit.toNanos()) {
            gaveUp = true;
            runningThen = running;
        }
        boolean failsAgain = failure.filter(first -> !first.ofOthers()).isPresent();
        if (gaveUp || failsAgain) { // again and again, since jobs may follow
            spark.cancelJobsWithTag(tag);
        }
    }

    /** Spark tells of ended tasks a little later than it ends the job. */
    private Optional<WorkerFailure> firstFailure() {
        for (int i = 0; i < TELLING && failure().isEmpty(); i++) {
            try {
                Thread.sleep(PERIOD_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return failure();
            }
        }
        return failure();
    }

    private synchronized Optional<WorkerFailure> failure() {
        return failure;
    }

    private static Refusal failed(WorkerFailure failure, Exception cause) {
        return Refusal.mistake(
                "train.xgboost-failed",
                "Cannot train: XGBoost failed in a worker with '%s'.".formatted(failure.what()),
                "Try model.workers 1; all that it said is in the log file.",
                cause);
    }

    private synchronized boolean gaveUp() {
        return gaveUp;
    }

    private synchronized Refusal refusal(Exception cancelled) {
        return runningThen == 0
                ? Refusal.mistake(
                        "train.no-slots",
                        "Cannot train: no task slot became free for the fit within %s.".formatted(text(limit)),
                        "Give Spark more slots than model.workers, or wait for what else it runs.",
                        cancelled)
                : Refusal.mistake(
                        "train.stuck",
                        "Cannot train: for %s no task of the fit has begun or ended; running: %d."
                                .formatted(text(limit), runningThen),
                        "If a fit may take so long, raise model.stuck-after-minutes; else look at the executors' logs.",
                        cancelled);
    }

    private static String text(Duration limit) {
        return limit.toSeconds() % 60 == 0 ? limit.toMinutes() + " minutes" : limit.toSeconds() + " seconds";
    }
}

package dev.waybill.common.track;

import dev.waybill.common.refusal.Refusal;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run in the tracking store, of which other runs may be parts: that of an invocation, and below it one for each stage.
 * It begins when its id is first asked for, or with the first thing that is logged.
 *
 * <p>What is logged here is a record of work and no part of it: once the store fails, nothing more is logged, the work goes
 * on, and {@link #failure} says what was wrong.
 */
public final class TrackedRun {

    private static final Logger LOG = LoggerFactory.getLogger(TrackedRun.class);

    /** Something to log. */
    @FunctionalInterface
    public interface Entry {
        void to(Tracking tracking, String runId);
    }

    private final Tracking tracking;
    private final String experiment;
    private final String name;
    private final Map<String, String> tags;
    private final @Nullable TrackedRun parent;
    /** Of the run that all are parts of. */
    private final AtomicReference<@Nullable Exception> failure;

    private Optional<String> id = Optional.empty();

    private TrackedRun(
            Tracking tracking,
            String experiment,
            String name,
            Map<String, String> tags,
            @Nullable TrackedRun parent,
            AtomicReference<@Nullable Exception> failure) {
        this.tracking = tracking;
        this.experiment = experiment;
        this.name = name;
        this.tags = tags;
        this.parent = parent;
        this.failure = failure;
    }

    /** One that is no part of another. */
    public static TrackedRun of(Tracking tracking, String experiment, String name, Map<String, String> tags) {
        return new TrackedRun(tracking, experiment, name, tags, null, new AtomicReference<>());
    }

    /** One that MLflow shows below this one, with this one's tags beside its own; it begins this one too. */
    public TrackedRun part(String partName, Map<String, String> partTags) {
        Map<String, String> all = new LinkedHashMap<>(tags);
        all.putAll(partTags);
        return new TrackedRun(tracking, experiment, partName, all, this, failure);
    }

    /** Its id in the store; empty once the store failed. */
    public synchronized Optional<String> id() {
        if (id.isEmpty()) {
            attempt(() -> id = Optional.of(begin()));
        }
        return failure.get() == null ? id : Optional.empty();
    }

    private String begin() {
        Map<String, String> all = new LinkedHashMap<>(tags);
        if (parent != null) {
            parent.id().ifPresent(above -> all.put(RunTags.PARENT_RUN, above));
        }
        return tracking.startRun(experiment, name, all);
    }

    /** Logs something. */
    public void log(Entry entry) {
        id().ifPresent(run -> attempt(() -> entry.to(tracking, run)));
    }

    /** Ends it, if it has begun. */
    public synchronized void finish(RunStatus status) {
        if (id.isPresent()) {
            log((store, run) -> store.finish(run, status));
        }
    }

    /** Why nothing is logged any more, in a sentence. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure.get())
                .map(reason ->
                        reason instanceof Refusal refusal ? refusal.problem() : String.valueOf(reason.getMessage()));
    }

    private void attempt(Runnable logging) {
        if (failure.get() == null) {
            try {
                logging.run();
            } catch (Refusal | UncheckedIOException e) {
                failure.set(e);
                LOG.warn("Nothing more is logged to the tracking store in this run", e);
            }
        }
    }
}

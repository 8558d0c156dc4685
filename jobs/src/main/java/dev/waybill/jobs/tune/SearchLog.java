package dev.waybill.jobs.tune;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.track.RunStatus;
import dev.waybill.common.track.TrackedRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a search is told of: below the job's own tracking run, one for each trial, whose steps are the rungs it got to, and
 * the progress of the job.
 */
final class SearchLog {

    private final JobContext context;
    private final Tuning tuning;
    private final String metric;
    private final Instant start;
    private final Map<Integer, TrackedRun> runs = new HashMap<>();
    private final Map<Integer, Integer> steps = new HashMap<>();
    private Optional<Trial> best = Optional.empty();
    private int scored;
    /** In fits on all rows. */
    private double done;

    SearchLog(JobContext context, Tuning tuning, String metric) {
        this.context = context;
        this.tuning = tuning;
        this.metric = metric;
        this.start = context.clock().instant();
    }

    void scored(Trial trial, Comparator<Trial> better) {
        TrackedRun run = runs.computeIfAbsent(trial.number(), number -> start(trial));
        int step = steps.merge(trial.number(), 1, Integer::sum) - 1;
        Map<String, Double> metrics = Map.of(metric, trial.score(), "share_of_rows", trial.share());
        run.log((tracking, id) -> tracking.logMetrics(id, metrics, step));
        scored++;
        done += trial.share();
        if (trial.share() == 1
                && best.map(old -> better.compare(trial, old) < 0).orElse(true)) {
            best = Optional.of(trial);
        }
        context.progress().doing(progress());
    }

    private TrackedRun start(Trial trial) {
        TrackedRun run = context.run().part(trial.number() == 0 ? "as they are" : "trial " + trial.number(), Map.of());
        Map<String, String> params = new TreeMap<>();
        trial.values().forEach((param, value) -> params.put("model." + param, value.asText()));
        run.log((tracking, id) -> tracking.logParams(id, params));
        return run;
    }

    /** {@code fit 8 of 44, best mae 3.91; about 3 min left}. */
    private String progress() {
        List<Bracket.Rung> rungs = Bracket.rungs(Search.trials(tuning));
        int all = 1 + rungs.stream().mapToInt(Bracket.Rung::trials).sum();
        double work = 1
                + rungs.stream()
                        .mapToDouble(rung -> rung.trials() * rung.share())
                        .sum();
        Duration spent = Duration.between(start, context.clock().instant());
        long left = tuning.minutes()
                .map(minutes -> minutes * 60L - spent.toSeconds())
                .orElse(Math.round(spent.toSeconds() * (work - done) / done));
        return String.format(
                Locale.ROOT,
                "fit %d%s, best %s %s; about %d min left",
                scored,
                tuning.minutes().isPresent() ? "" : " of " + all,
                metric,
                best.map(trial -> String.format(Locale.ROOT, "%.4g", trial.score()))
                        .orElse("unknown"),
                Math.max(0, (left + 30) / 60));
    }

    void finish(RunStatus status) {
        best.ifPresent(trial ->
                context.run().log((tracking, id) -> tracking.logMetrics(id, Map.of(metric, trial.score()), 0)));
        runs.values().forEach(run -> run.finish(status));
    }
}

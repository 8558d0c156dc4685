package dev.waybill.jobs.tune;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.track.RunStatus;
import dev.waybill.common.track.RunTags;
import dev.waybill.common.track.Tracking;
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
 * Where a search is told of: a tracking run with one below it for each trial, whose steps are the rungs it got to, and
 * the progress of the job.
 */
final class SearchLog {

    private final JobContext context;
    private final Tracking tracking;
    private final Tuning tuning;
    private final String metric;
    private final String run;
    private final Instant start;
    private final Map<Integer, String> runs = new HashMap<>();
    private final Map<Integer, Integer> steps = new HashMap<>();
    private Optional<Trial> best = Optional.empty();
    private int scored;
    /** In fits on all rows. */
    private double done;

    SearchLog(JobContext context, Tuning tuning, String metric) {
        this.context = context;
        this.tracking = context.tracking();
        this.tuning = tuning;
        this.metric = metric;
        this.start = context.clock().instant();
        this.run = tracking.startRun(
                context.workspace().pipeline(),
                "tune",
                Map.of("waybill.run_id", context.workspace().runId()));
    }

    void scored(Trial trial, Comparator<Trial> better) {
        String trialRun = runs.computeIfAbsent(trial.number(), number -> start(trial));
        int step = steps.merge(trial.number(), 1, Integer::sum) - 1;
        tracking.logMetrics(trialRun, Map.of(metric, trial.score(), "share_of_rows", trial.share()), step);
        scored++;
        done += trial.share();
        if (trial.share() == 1
                && best.map(old -> better.compare(trial, old) < 0).orElse(true)) {
            best = Optional.of(trial);
        }
        context.progress().doing(progress());
    }

    private String start(Trial trial) {
        String name = trial.number() == 0 ? "as they are" : "trial " + trial.number();
        String id = tracking.startRun(context.workspace().pipeline(), name, Map.of(RunTags.PARENT_RUN, run));
        Map<String, String> params = new TreeMap<>();
        trial.values().forEach((param, value) -> params.put("model." + param, value.asText()));
        tracking.logParams(id, params);
        return id;
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
        best.ifPresent(trial -> tracking.logMetrics(run, Map.of(metric, trial.score()), 0));
        runs.values().forEach(id -> tracking.finish(id, status));
        tracking.finish(run, status);
    }
}

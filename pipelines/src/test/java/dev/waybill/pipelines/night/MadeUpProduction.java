package dev.waybill.pipelines.night;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.jobs.drift.DriftReport;
import dev.waybill.jobs.outcomes.Outcomes;
import dev.waybill.jobs.promote.Decision;
import dev.waybill.jobs.promote.Mode;
import dev.waybill.jobs.promote.Receipt;
import dev.waybill.jobs.retrain.RetrainCheck;
import dev.waybill.jobs.score.BatchScore;
import dev.waybill.pipelines.engine.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What jobs leave behind, as far as a night goes by it, on a date whose model is found to be too old. */
final class MadeUpProduction implements Night.Steps {

    /** The machine stops. */
    static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final int newest;
    private int inCharge;
    private boolean hasRows = true;
    private int stopAfter;
    /** By which version the date's scores are. */
    Optional<Integer> published = Optional.empty();

    final List<String> ran = new ArrayList<>();
    int decisions;

    /** @param inCharge version of the model in production; 0 for none */
    MadeUpProduction(int inCharge) {
        this.inCharge = inCharge;
        this.newest = inCharge + 1;
    }

    /** Stops when so many steps have done what they do, before that is noted. */
    void stopAfter(int steps) {
        stopAfter = steps;
    }

    void rows(boolean come) {
        hasRows = come;
    }

    @Override
    public Outcome run(String job, Optional<LocalDate> date) {
        ran.add(job);
        Record result = result(job);
        if (ran.size() == stopAfter) {
            throw new Stop();
        } else if (result instanceof Refused refused) {
            throw refused.refusal();
        }
        return new Outcome(job, result, job, Duration.ZERO);
    }

    private record Refused(Refusal refusal) {}

    private Record result(String job) {
        return switch (job) {
            case "batch-score" -> score();
            case "outcomes" -> new Outcomes.Result(List.of(), Optional.empty(), Optional.empty(), Optional.empty());
            case "drift-report" -> noDrift();
            case "retrain-check" ->
                new RetrainCheck.Result(
                        LocalDate.EPOCH, true, List.of("it is too old"), Optional.empty(), Optional.empty());
            case "promote" -> promote();
            default -> new Nothing();
        };
    }

    private record Nothing() {}

    private Record score() {
        if (inCharge == 0) {
            return new Refused(Refusal.nothingToDo("score.no-champion", "Nothing to score with.", "Train."));
        } else if (!hasRows) {
            return new Refused(Refusal.mistake("score.no-rows", "Cannot score: no rows.", "Bring some."));
        }
        published = Optional.of(inCharge);
        return new BatchScore.Result(
                1,
                List.of(),
                "made-up",
                inCharge,
                new TreeMap<>(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static DriftReport.Result noDrift() {
        return new DriftReport.Result(
                1, 1, Optional.empty(), List.of(), Optional.empty(), false, List.of(), Path.of("drift.html"));
    }

    private Receipt promote() {
        Decision decision = inCharge == newest ? Decision.unchanged : Decision.promoted;
        inCharge = newest;
        decisions += decision == Decision.promoted ? 1 : 0;
        return new Receipt(
                "made-up",
                newest,
                Optional.empty(),
                decision,
                "it is better",
                Optional.empty(),
                Mode.enabled,
                1,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                "run",
                Instant.EPOCH);
    }
}

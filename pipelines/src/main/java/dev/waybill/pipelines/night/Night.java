package dev.waybill.pipelines.night;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.jobs.drift.DriftReport;
import dev.waybill.jobs.outcomes.DayFigures;
import dev.waybill.jobs.outcomes.Outcomes;
import dev.waybill.jobs.promote.Decision;
import dev.waybill.jobs.promote.Receipt;
import dev.waybill.jobs.retrain.RetrainCheck;
import dev.waybill.jobs.score.BatchScore;
import dev.waybill.pipelines.engine.Outcome;
import dev.waybill.pipelines.night.NightReport.Ending;
import dev.waybill.pipelines.night.NightReport.Promotion;
import dev.waybill.pipelines.night.NightReport.Retraining;
import dev.waybill.pipelines.night.NightReport.StepReport;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One night: takes in what came, scores the date with the model in charge, joins the labels that are in, looks for drift, and
 * trains a new model where that is due, which is in charge from the next date on if it is better.
 *
 * <p>Each step leaves nothing to do for a second time, and the report is written after each. So a night that was broken off
 * goes on where it was when it is run again, and one that is complete changes nothing: what it published and decided stays.
 */
public final class Night {

    /** Runs a job of the pipeline. */
    @FunctionalInterface
    public interface Steps {

        /**
         * Runs it until all is written.
         *
         * @param date that it is for; empty for all that is not up to date
         * @throws Refusal as the job refuses
         */
        Outcome run(String job, Optional<LocalDate> date);
    }

    /** Pages of a new model: what it can do, and how it was decided on. */
    static final List<String> KEPT = List.of("evaluate.html", "promote.html");

    /** What keeps a job from its date without anything being wrong: no rows, or too few days before it. */
    private static final Map<String, Set<String>> SKIPPED = Map.of(
            "batch-score", Set.of("score.no-rows", "score.seen-date"),
            "drift-report", Set.of("split.too-few-dates", "drift.no-baseline"));

    /** Unchanged: it was promoted before the night was broken off, or is the one in charge, byte for byte. */
    private static final Set<Decision> IN_CHARGE = Set.of(Decision.promoted, Decision.unchanged);

    private final String pipeline;
    private final LocalDate date;
    private final String runId;
    private final Steps steps;
    private final NightFiles files;
    private final boolean online;
    private final List<Outcome> outcomes = new ArrayList<>();

    private final List<StepReport> done = new ArrayList<>();
    private boolean complete;
    private Optional<Retraining> retraining = Optional.empty();
    private Optional<String> scored = Optional.empty();
    private Optional<Double> promised = Optional.empty();
    private Optional<DayFigures> figures = Optional.empty();
    private List<String> drifted = List.of();
    private Optional<Promotion> decision = Optional.empty();

    /**
     * Prepares it; nothing runs yet. Of a night that ran before, what it found and decided stays.
     *
     * @param online whether it publishes what rows of the next date see of the past, for predictions at the request
     */
    public Night(String pipeline, LocalDate date, String runId, Steps steps, NightFiles files, boolean online) {
        this.pipeline = pipeline;
        this.date = date;
        this.runId = runId;
        this.steps = steps;
        this.files = files;
        this.online = online;
        files.read(date).ifPresent(before -> {
            complete = before.complete();
            retraining = before.retraining();
            scored = before.scored();
            promised = before.promised();
            figures = before.figures();
            drifted = before.drifted();
            decision = before.decision();
        });
    }

    /** Runs it, or what is left of it. */
    public NightReport run() {
        run("prepare", Optional.empty());
        run("feature-engineer", Optional.of(date));
        publish();
        retrain();
        if (online) { // last, with what the new model was recalibrated by
            run("publish-features", Optional.of(date));
        }
        complete = true;
        files.write(report());
        return report();
    }

    /** As far as it came. */
    public NightReport report() {
        return new NightReport(
                pipeline,
                date,
                runId,
                complete,
                List.copyOf(done),
                retraining,
                scored,
                promised,
                figures,
                drifted,
                decision);
    }

    /** What its steps did, for the exit code. */
    public List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }

    private void publish() {
        score();
        if (scored.isPresent()) {
            measure();
        }
    }

    /** What is scored when the night has decided on training stays as it was published, whatever model is in charge by now. */
    private void score() {
        if (scored.isPresent() && retraining.isPresent()) {
            return;
        }
        run("batch-score", Optional.of(date), outcome -> scored((BatchScore.Result) outcome.result()));
    }

    private void scored(BatchScore.Result result) {
        scored = Optional.of(result.model() + "/" + result.version());
    }

    private void measure() {
        run("outcomes", Optional.of(date), outcome -> figures = ((Outcomes.Result) outcome.result()).figures());
        recalibrate();
        run("drift-report", Optional.of(date), outcome -> drifted = drifted((DriftReport.Result) outcome.result()));
    }

    /** None on a day of which too little came to judge it, whatever was found on the one before. */
    private List<String> drifted(DriftReport.Result result) {
        return result.day().filter(date::equals).isEmpty()
                ? List.of()
                : result.drifted().stream().map(DriftReport.Finding::column).toList();
    }

    /** For the next date. */
    private void recalibrate() {
        run("recalibrate", Optional.of(date.plusDays(1)));
    }

    private void retrain() {
        if (retraining.isEmpty()) {
            run("retrain-check", Optional.of(date), outcome -> decide((RetrainCheck.Result) outcome.result()));
        }
        if (complete || retraining.filter(Retraining::due).isEmpty()) {
            return;
        }
        if (decision.isEmpty()) {
            train();
        }
        if (scored.isEmpty()) {
            publish(); // with the first model
        } else {
            recalibrate(); // the new one
        }
    }

    private void train() {
        run("train", Optional.of(date));
        run("evaluate", Optional.of(date));
        run("register", Optional.empty());
        run("promote", Optional.of(date), this::decided);
    }

    private void decide(RetrainCheck.Result result) {
        retraining = Optional.of(new Retraining(result.due(), result.reasons(), result.against()));
        promised = result.promised();
    }

    /** On the new model; its pages are kept with that, since the next training writes others. */
    private void decided(Outcome outcome) {
        Receipt receipt = (Receipt) outcome.result();
        decision = Optional.of(new Promotion(IN_CHARGE.contains(receipt.decision()), outcome.summary()));
        KEPT.forEach(page -> files.keep(date, page));
    }

    private void run(String job, Optional<LocalDate> day) {
        run(job, day, outcome -> {});
    }

    /**
     * Runs a step, if there is anything to do.
     *
     * @param found takes what came of it, before the report is written: a night that is killed then decides nothing twice
     */
    private void run(String job, Optional<LocalDate> day, Consumer<Outcome> found) {
        long start = System.nanoTime();
        try {
            Outcome outcome = steps.run(job, day);
            outcomes.add(outcome);
            found.accept(outcome);
            note(job, Ending.done, outcome.summary(), start);
        } catch (Refusal refusal) {
            if (refusal.isNothingToDo() || SKIPPED.getOrDefault(job, Set.of()).contains(refusal.code())) {
                note(job, Ending.skipped, refusal.problem(), start);
                return;
            }
            note(job, Ending.failed, String.valueOf(refusal.getMessage()), start);
            throw refusal;
        } catch (RuntimeException | Error failure) {
            note(job, Ending.failed, String.valueOf(failure.getMessage()), start);
            throw failure;
        }
    }

    private void note(String job, Ending ending, String summary, long start) {
        double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
        done.add(new StepReport(job, ending, summary, seconds));
        files.write(report());
    }
}

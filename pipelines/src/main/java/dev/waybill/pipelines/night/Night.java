package dev.waybill.pipelines.night;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.jobs.drift.DriftReport;
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
import java.util.Optional;
import java.util.Set;

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

    private static final List<String> TRAINING = List.of("train", "evaluate", "register", "promote");

    /** What keeps a date from being scored without anything being wrong. */
    private static final Set<String> NOT_SCORED = Set.of("score.no-rows", "score.seen-date");

    private final Steps steps;
    private final NightFiles files;
    private final List<Outcome> outcomes = new ArrayList<>();
    private NightReport report;

    /** Prepares it; nothing runs yet. */
    public Night(String pipeline, LocalDate date, String runId, Steps steps, NightFiles files) {
        this.steps = steps;
        this.files = files;
        this.report = files.read(date)
                .map(before -> before.again(runId))
                .orElseGet(() -> NightReport.begin(pipeline, date, runId));
    }

    /** Runs it, or what is left of it. */
    public NightReport run() {
        LocalDate date = report.date();
        run("prepare", Optional.empty());
        run("feature-engineer", Optional.of(date));
        score();
        if (report.scored().isPresent()) {
            measure();
        }
        retrain();
        report = report.completed();
        files.write(report);
        return report;
    }

    /** As far as it came. */
    public NightReport report() {
        return report;
    }

    /** What its steps did, for the exit code. */
    public List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }

    private void score() {
        if (report.complete()) {
            return; // it stays as it was published, whatever model is in charge by now
        }
        run("batch-score", Optional.of(report.date()))
                .map(outcome -> (BatchScore.Result) outcome.result())
                .ifPresent(result -> report = report.scoredBy(result.model() + "/" + result.version()));
    }

    private void measure() {
        Optional<LocalDate> date = Optional.of(report.date());
        run("outcomes", date)
                .map(outcome -> (Outcomes.Result) outcome.result())
                .ifPresent(result -> report = report.with(result.figures()));
        run("recalibrate", date.map(day -> day.plusDays(1)));
        run("drift-report", date)
                .map(outcome -> (DriftReport.Result) outcome.result())
                .ifPresent(result -> report = report.drifted(result.drifted().stream()
                        .map(DriftReport.Finding::column)
                        .toList()));
    }

    private void retrain() {
        Optional<LocalDate> date = Optional.of(report.date());
        if (report.retraining().isEmpty()) {
            run("retrain-check", date)
                    .map(outcome -> (RetrainCheck.Result) outcome.result())
                    .ifPresent(result ->
                            report = report.with(new Retraining(result.due(), result.reasons(), result.against())));
            files.write(report); // decided once: a model that is trained is no reason against going on with it
        }
        if (report.complete() || report.retraining().filter(Retraining::due).isEmpty()) {
            return;
        }
        for (String job : TRAINING) {
            run(job, job.equals("register") ? Optional.empty() : date)
                    .filter(outcome -> outcome.result() instanceof Receipt)
                    .ifPresent(outcome -> report = report.with(promotion(outcome)));
        }
        if (report.scored().isEmpty()) {
            score(); // with the first model
        }
        run("recalibrate", date.map(day -> day.plusDays(1)));
    }

    private static Promotion promotion(Outcome outcome) {
        Receipt receipt = (Receipt) outcome.result();
        return new Promotion(receipt.decision() == Decision.promoted, outcome.summary());
    }

    /** Empty where there was nothing to do. */
    private Optional<Outcome> run(String job, Optional<LocalDate> date) {
        long start = System.nanoTime();
        try {
            Outcome outcome = steps.run(job, date);
            outcomes.add(outcome);
            note(job, Ending.done, outcome.summary(), start);
            return Optional.of(outcome);
        } catch (Refusal refusal) {
            if (refusal.isNothingToDo() || NOT_SCORED.contains(refusal.code())) {
                note(job, Ending.skipped, refusal.problem(), start);
                return Optional.empty();
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
        report = report.with(new StepReport(job, ending, summary, seconds));
        files.write(report);
    }
}

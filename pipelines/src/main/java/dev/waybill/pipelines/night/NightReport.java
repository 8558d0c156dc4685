package dev.waybill.pipelines.night;

import dev.waybill.jobs.outcomes.DayFigures;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a night did and found; reports/nights/DATE/report.json.
 *
 * @param date of whose rows
 * @param complete whether it came to its end
 * @param steps in the order in which they ran, the last time that the night ran
 * @param retraining why a model was trained, or why not; empty before that was asked
 * @param scored the model version in charge of the date, if its rows are scored
 * @param figures how good the predictions of the date are, as far as labels are in
 * @param drifted columns that drifted on the date, the worst first
 * @param decision on the model that was trained
 */
public record NightReport(
        String pipeline,
        LocalDate date,
        String runId,
        boolean complete,
        List<StepReport> steps,
        Optional<Retraining> retraining,
        Optional<String> scored,
        Optional<DayFigures> figures,
        List<String> drifted,
        Optional<Promotion> decision) {

    /** How a step ended. */
    public enum Ending {
        done,
        /** There was nothing to do. */
        skipped,
        failed
    }

    /**
     * A step.
     *
     * @param summary in one line
     */
    public record StepReport(String name, Ending ending, String summary, double seconds) {}

    /**
     * Whether a new model was due.
     *
     * @param reasons for one
     * @param against why there is none all the same
     */
    public record Retraining(boolean due, List<String> reasons, Optional<String> against) {}

    /**
     * The decision on a model.
     *
     * @param promoted whether it is in charge from the next date on
     * @param sentence as the receipt says it
     */
    public record Promotion(boolean promoted, String sentence) {}

    /** The night in one line. */
    public String sentence() {
        String model = scored.map(version -> "scored by " + version).orElse("nothing scored");
        String error = figures.flatMap(day -> day.best("mae"))
                .map(mae -> String.format(Locale.ROOT, ", mae %.2f", mae))
                .orElse("");
        String drift = drifted.isEmpty() ? "no drift" : "drift of " + String.join(", ", drifted);
        return "%s, night of %s: %s%s; %s; %s"
                .formatted(
                        pipeline,
                        date,
                        model,
                        error,
                        drift,
                        decision.map(Promotion::sentence).orElseGet(this::withoutDecision));
    }

    private String withoutDecision() {
        return retraining
                .filter(asked -> !asked.reasons().isEmpty())
                .flatMap(Retraining::against)
                .map(why -> "not retrained, since " + why)
                .orElse("no reason to retrain");
    }
}

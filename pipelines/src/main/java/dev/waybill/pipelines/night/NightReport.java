package dev.waybill.pipelines.night;

import dev.waybill.jobs.outcomes.DayFigures;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;

/**
 * What a night did and found; reports/nights/DATE/report.json.
 *
 * @param date of whose rows
 * @param complete whether it came to its end
 * @param steps in the order in which they ran, the last time that the night ran
 * @param retraining why a model was trained, or why not; empty before that was asked
 * @param scored the model version in charge of the date, if its rows are scored
 * @param promised the error that the model in charge was promised to make
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
        Optional<Double> promised,
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
        String error = figures.flatMap(this::error).orElse("");
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

    private Optional<String> error(DayFigures day) {
        return day.error()
                .map(error -> String.format(Locale.ROOT, ", %s %.2f%s", day.errorName(), error, besidePromise()));
    }

    private String besidePromise() {
        return promised.map(promise -> String.format(Locale.ROOT, " where %.2f was promised", promise))
                .orElse("");
    }

    /** What somebody should know first. */
    public String headline() {
        return failed().map(step -> "The night broke off at " + step.name())
                .or(this::news)
                .orElseGet(() -> scored.isEmpty() ? "Nothing was scored" : "All as usual");
    }

    /** The step that ended the night before its end. */
    Optional<StepReport> failed() {
        return steps.stream().filter(step -> step.ending() == Ending.failed).findFirst();
    }

    private Optional<String> news() {
        String columns = drifted.size() == 1 ? "1 column drifted" : drifted.size() + " columns drifted";
        String found = Stream.of(
                        Optional.of(columns).filter(any -> !drifted.isEmpty()),
                        decision.map(made -> made.promoted()
                                ? "a new model is in charge from %s on".formatted(date.plusDays(1))
                                : "a new model was trained and is not in charge"),
                        retraining
                                .filter(asked ->
                                        !asked.due() && !asked.reasons().isEmpty())
                                .map(waiting -> "a new model is due, but has to wait"))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("; "));
        return Optional.of(found).filter(text -> !text.isEmpty()).map(StringUtils::capitalize);
    }

    private String withoutDecision() {
        return retraining
                .filter(asked -> !asked.reasons().isEmpty())
                .flatMap(Retraining::against)
                .map(why -> "not retrained, since " + why)
                .orElse("no reason to retrain");
    }
}

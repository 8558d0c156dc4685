package dev.waybill.pipelines.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a night is known by outside. What it could not tell is left out, and then it is not published either.
 *
 * @param date whose rows it processed
 * @param endedAt when it had done so
 * @param model that is in charge
 * @param accuracy of predictions whose outcome is known
 * @param errors sizes of the errors of predictions, in the label's unit: of those predictions of the date whose outcome is
 *     known. A later run for the same date replaces them
 * @param coverage of prediction intervals, by interval
 * @param qualityScore of the batch, 0 to 100
 * @param featureAge how old the features of the newest scores were when they were scored
 * @param drift of each column that was judged
 * @param steps how long each took, by name
 */
public record NightFigures(
        String pipeline,
        PredictedLabel label,
        LocalDate date,
        Instant endedAt,
        Optional<ModelInUse> model,
        Scores scores,
        Optional<Accuracy> accuracy,
        Optional<Histogram> errors,
        List<Coverage> coverage,
        Optional<Double> qualityScore,
        Optional<Duration> featureAge,
        List<ColumnDrift> drift,
        SortedMap<String, Duration> steps) {

    /**
     * The champion.
     *
     * @param version as the registry counts
     */
    public record ModelInUse(String name, long version) {}

    /**
     * The predictions for the date.
     *
     * @param rows how many there are, not how many this run made: they count once however often the night is run
     * @param outOfDistribution how many of them are flagged
     * @param newest when the newest scores of the pipeline were made, of whatever date
     */
    public record Scores(long rows, long outOfDistribution, Optional<Instant> newest) {}

    /**
     * How many predictions were as good as is promised.
     *
     * @param percent of the predictions, such as those within 5 minutes of the outcome
     * @param promisedPercent what users were told
     */
    public record Accuracy(double percent, Optional<Double> promisedPercent) {}

    /**
     * An interval's.
     *
     * @param nominal the share of outcomes that it is made to hold, such as 0.9
     * @param actual the share that it held
     */
    public record Coverage(double nominal, double actual) {}

    /**
     * That of a column that could be judged.
     *
     * @param role feature, prediction or label: of the last two, both are columns of one name
     * @param threshold from which the score is drift
     */
    public record ColumnDrift(String column, String role, double score, double threshold) {}
}

package dev.waybill.jobs.audit;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.TableVersion;
import dev.waybill.jobs.audit.RegisteredModels.Registered;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;

/**
 * One prediction, and whether it comes out again: its features from the clean rows as they were, then all that the model
 * says of them, each value compared bit for bit. Nothing is written.
 *
 * @param key by column
 * @param table where the prediction stands
 * @param features the version of the features that it is from
 * @param clean the version of the clean rows that those are from
 * @param calibration which its quantiles are from; empty for a model without
 * @param differences none if it comes out the same
 * @param explanation what it is made of, in words
 */
public record PredictionAudit(
        Map<String, String> key,
        String table,
        LocalDate date,
        String model,
        int version,
        String modelSha256,
        TableVersion features,
        TableVersion clean,
        Optional<String> calibration,
        boolean equal,
        List<Difference> differences,
        String explanation) {

    /** Sections of params.yaml. */
    public record Params(Source source, Features features) {}

    /**
     * Audits one.
     *
     * @param text the key: its value, or {@code name=value} for each of its columns
     * @param version whose prediction; empty for the one that production says
     * @throws Refusal where there is no such prediction, or what it is from is gone
     */
    public static PredictionAudit of(String text, Optional<Integer> version, Params params, JobContext context) {
        Unmade unmade = new Unmade();
        List<PredictionAudit> audits =
                new Remaking(params, context, unmade).of(new Wanted.Keys(List.of(text)), version);
        unmade.reasons().values().stream().findFirst().ifPresent(reason -> {
            throw reason;
        });
        return audits.get(0);
    }

    /**
     * Compares what is stored with what came out.
     *
     * @param features the row of features computed again, if there is one now
     * @param prediction made again from it
     */
    static PredictionAudit of(
            FeatureRow stored,
            TableVersion clean,
            Registered by,
            Optional<Row> features,
            Optional<Row> prediction,
            Source source) {
        ScoredRow scored = stored.scored();
        List<Difference> differences = Stream.of(
                        stored.origins(by.model().sha256()),
                        stored.differences(features),
                        scored.differences(prediction, by.model().provenance().task(), source))
                .flatMap(each -> each)
                .toList();
        return new PredictionAudit(
                stored.key().values(),
                scored.table(),
                scored.date(),
                by.version().model(),
                by.version().version(),
                by.model().sha256(),
                stored.at(),
                clean,
                scored.calibration(),
                differences.isEmpty(),
                differences,
                Sum.text(scored.row(), by.model().provenance().task(), source.label()));
    }

    /** Which row it is, in words. */
    public String row() {
        return new AuditedKey(key).toString();
    }
}

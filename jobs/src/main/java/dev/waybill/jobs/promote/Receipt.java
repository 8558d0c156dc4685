package dev.waybill.jobs.promote;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Verdict;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Loss;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.jobs.experiment.ExperimentEvidence;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A decision with all that it stands on; a row of table promotions, the file metrics/promote.json and the page
 * reports/promote.html.
 *
 * @param challenger the version that is decided on; of a rollback, the one that is taken back
 * @param champion the version before the decision
 * @param reason in words
 * @param rule by which it is a yes
 * @param rows on which challenger and champion were compared
 * @param comparison with the champion, where there is one that could be asked
 * @param experiment what an experiment of the two found, where there was one
 * @param metrics on these rows, by whose they are
 * @param models what is behind the versions, by the part that they play
 * @param features the table as it was then
 * @param decidedBy who said so, where a person did
 */
public record Receipt(
        String model,
        int challenger,
        Optional<Integer> champion,
        Decision decision,
        String reason,
        Optional<Rule> rule,
        Mode mode,
        long rows,
        List<Gate> gates,
        Optional<Comparison> comparison,
        Optional<ExperimentEvidence> experiment,
        Map<String, Map<String, Double>> metrics,
        Map<String, ModelFacts> models,
        Optional<TableVersion> features,
        Optional<String> decidedBy,
        String runId,
        Instant decidedAt)
        implements Verdict {

    /**
     * The losses of challenger and champion on the same rows.
     *
     * @param loss that is averaged
     * @param unit that chance is taken to draw
     * @param days that have rows
     * @param says what the interval says, as a sentence
     * @param cost of errors to either side, by which each loss is multiplied
     */
    public record Comparison(
            Loss loss, Unit unit, int days, String says, LossDifference difference, SegmentGuard segments, Cost cost) {

        static Comparison of(PairedEvidence evidence, Loss loss, Cost cost) {
            int days = evidence.days().size();
            return new Comparison(
                    loss,
                    evidence.unit(),
                    days,
                    evidence.unit().sentence(days),
                    evidence.all(),
                    evidence.segments(),
                    cost);
        }

        /** What the losses are the mean of: the name of the metric, if that is a mean itself. */
        static String measure(Loss loss, Cost cost) {
            String plain = switch (loss) {
                case rmse -> "mean squared error";
                case rmsle -> "mean squared log error";
                case mae,
                        pinball,
                        pseudo_huber,
                        poisson_deviance,
                        gamma_deviance,
                        tweedie_deviance,
                        log_loss,
                        brier,
                        class_log_loss,
                        ranking_error,
                        ndcg_loss -> loss.metric();
            };
            return cost.isEven() ? plain : plain + " at cost";
        }
    }

    /**
     * What a version is.
     *
     * @param id see {@link dev.waybill.common.model.TrainedModel#id}
     * @param trainedOn the features that it was trained on; this and the next are empty where its files cannot be read
     * @param seen what it has seen, in words
     */
    public record ModelFacts(
            int version, String id, String modelSha256, Optional<TableVersion> trainedOn, Optional<String> seen) {

        /** By the part that they play. */
        static Map<String, ModelFacts> of(Contender challenger, Optional<Contender> champion) {
            Map<String, ModelFacts> facts = new LinkedHashMap<>();
            facts.put(Aliases.CHALLENGER, of(challenger));
            champion.ifPresent(before -> facts.put(Aliases.CHAMPION, of(before)));
            return facts;
        }

        /** A version may have to be replaced just because its files are gone: then its tags have to do. */
        static ModelFacts of(ModelVersion version, JobContext context) {
            try {
                return of(Contender.of(version, context));
            } catch (Refusal unreadable) {
                return new ModelFacts(
                        version.version(),
                        version.tags().getOrDefault("waybill.model_id", ""),
                        version.tags().getOrDefault("waybill.model_sha256", ""),
                        Optional.empty(),
                        Optional.empty());
            }
        }

        static ModelFacts of(Contender contender) {
            return new ModelFacts(
                    contender.version().version(),
                    contender.model().id(),
                    contender.model().sha256(),
                    Optional.of(contender.model().provenance().features()),
                    Optional.of(contender.model().provenance().split().seen()));
        }
    }

    /** What was written as JSON. */
    static Receipt read(String text) {
        try {
            return JsonFile.JSON.readValue(text, Receipt.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot read a receipt of table promotions", e);
        }
    }

    @Override
    public Optional<ExitCode> verdict() {
        return decision == Decision.refused || decision == Decision.inconclusive
                ? Optional.of(ExitCode.PROMOTION_REFUSED)
                : Optional.empty();
    }

    /** The same numbers with another decision. */
    Receipt as(Decision other) {
        return new Receipt(
                model,
                challenger,
                champion,
                other,
                reason,
                rule,
                mode,
                rows,
                gates,
                comparison,
                experiment,
                metrics,
                models,
                features,
                decidedBy,
                runId,
                decidedAt);
    }

    /** The decision in one line. */
    String sentence() {
        String name = model + "/" + challenger;
        return switch (decision) {
            case promoted -> "%s is now champion%s".formatted(name, before());
            case would_promote -> "%s would be promoted, but promote.mode is dry-run".formatted(name);
            case refused -> "refused %s: %s".formatted(name, reason);
            case inconclusive -> "cannot tell whether %s is better: %s".formatted(name, reason);
            case unchanged -> "%s is champion already".formatted(name);
            case rolled_back -> "%s is champion again%s".formatted(name, before());
        };
    }

    private String before() {
        return champion.map(version -> ", before it was " + version).orElse("");
    }
}

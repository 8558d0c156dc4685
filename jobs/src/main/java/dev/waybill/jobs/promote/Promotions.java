package dev.waybill.jobs.promote;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import dev.waybill.common.track.Aliases;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The table of decisions: what was production when, and why. */
final class Promotions {

    static final String NAME = "promotions";

    /** What an older Waybill wrote are the columns up to {@code run_id}; rows of then have null in the others. */
    private static final StructType SCHEMA = StructType.fromDDL("decided_at timestamp, model_name string,"
            + " challenger_version int, champion_version int, decision string, reason string, receipt string,"
            + " run_id string, number bigint, rule string, mode string, rows bigint, days int, difference double,"
            + " lower double, upper double, model_id string, champion_model_id string, decided_by string");

    private static final String NUMBER = "number";

    private Promotions() {}

    /**
     * A change of champion.
     *
     * @param version that became champion
     * @param modelId what it is, where that was written
     * @param before the champion until then
     * @param receipt as it was written then
     */
    record Change(
            Decision decision,
            int version,
            Optional<String> modelId,
            Optional<Integer> before,
            String reason,
            Instant decidedAt,
            String receipt) {}

    /**
     * Adds a decision: once, however often the attempt is made that comes to it.
     *
     * @return the receipt that is in the table, which an attempt that was broken off may have written
     */
    static Receipt append(JobContext context, Receipt receipt) {
        Tables tables = context.tables();
        long number = 1 + (tables.exists(NAME) ? tables.count(NAME) : 0);
        Optional<LossDifference> difference = receipt.comparison().map(Receipt.Comparison::difference);
        Row row = RowFactory.create(
                Timestamp.from(receipt.decidedAt()),
                receipt.model(),
                receipt.challenger(),
                receipt.champion().orElse(null),
                receipt.decision().name(),
                receipt.reason(),
                JsonFile.text(receipt),
                receipt.runId(),
                number,
                receipt.rule().map(Rule::name).orElse(null),
                receipt.mode().toString(),
                receipt.rows(),
                receipt.comparison().map(Receipt.Comparison::days).orElse(null),
                difference.map(LossDifference::difference).orElse(null),
                difference.map(LossDifference::lower).orElse(null),
                difference.map(LossDifference::upper).orElse(null),
                id(receipt, Aliases.CHALLENGER),
                id(receipt, Aliases.CHAMPION),
                receipt.decidedBy().orElse(null));
        tables.append(NAME, context.spark().createDataFrame(List.of(row), SCHEMA));
        return tables.count(NAME) == number ? receipt : ofAttempt(context).orElse(receipt);
    }

    /** The last one, unless somebody decided by hand since the attempt was broken off. */
    private static Optional<Receipt> ofAttempt(JobContext context) {
        return Sessions.summaries(context.tables()
                        .read(NAME)
                        .orderBy(col(NUMBER).desc_nulls_last())
                        .limit(1))
                .stream()
                .map(row -> Receipt.read(row.getAs("receipt")))
                .filter(last -> last.decidedBy().isEmpty())
                .findFirst();
    }

    private static @Nullable String id(Receipt receipt, String part) {
        return Optional.ofNullable(receipt.models().get(part))
                .map(Receipt.ModelFacts::id)
                .orElse(null);
    }

    /** The last decision by which the champion changed; one that was decided but not completed among them. */
    static Optional<Change> last(JobContext context) {
        return last(context, lit(true));
    }

    /** The rollback from a model, unless it was promoted again since. */
    static Optional<Change> rollbackFrom(Contender contender, JobContext context) {
        String id = contender.model().id();
        Column from = col("decision")
                .equalTo(Decision.rolled_back.name())
                .and(col("champion_model_id").equalTo(id));
        Column to = col("model_id").equalTo(id);
        return last(context, from.or(to))
                .filter(change -> change.decision() == Decision.rolled_back
                        && !change.modelId().equals(Optional.of(id)));
    }

    private static Optional<Change> last(JobContext context, Column which) {
        if (!context.tables().exists(NAME)) {
            return Optional.empty();
        }
        Dataset<Row> decisions = context.tables().read(NAME);
        if (!Arrays.asList(decisions.columns()).contains(NUMBER)) { // of an older Waybill, which had no rollback
            return Optional.empty();
        }
        Object[] changes = Arrays.stream(Decision.values())
                .filter(Decision::isChange)
                .map(Decision::name)
                .toArray();
        return Sessions.summaries(decisions
                        .where(col("decision").isin(changes).and(which))
                        .orderBy(
                                col(NUMBER).desc_nulls_last(), col("decided_at").desc())
                        .limit(1))
                .stream()
                .map(Promotions::change)
                .findFirst();
    }

    private static Change change(Row row) {
        return new Change(
                Decision.valueOf(row.getAs("decision")),
                row.<Integer>getAs("challenger_version"),
                Optional.ofNullable(row.<@Nullable String>getAs("model_id")),
                Optional.ofNullable(row.<@Nullable Integer>getAs("champion_version")),
                row.getAs("reason"),
                row.<Timestamp>getAs("decided_at").toInstant(),
                row.getAs("receipt"));
    }
}

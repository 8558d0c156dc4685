package dev.waybill.jobs.prepare.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.Sessions;
import dev.waybill.jobs.prepare.quality.Checks.Reference;
import java.time.ZoneId;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Whether values are among those that there are. */
public record References(Checks limits, List<Values> lists) {

    /** The values that a reference lists, as text, each once. */
    record Values(String name, Reference reference, Dataset<Row> known) {}

    private static final String VALUE = "_value";

    /** How many unknown values a message names. */
    private static final int SHOWN = 5;

    /**
     * Opens them all.
     *
     * @param zone in which their local times are read
     * @throws Refusal if one is not there: without it nobody knows what a value should be
     */
    public static References open(Checks limits, ZoneId zone, JobContext context) {
        return new References(
                limits,
                limits.references().entrySet().stream()
                        .map(entry -> values(entry.getKey(), entry.getValue(), zone, context))
                        .toList());
    }

    private static Values values(String name, Reference reference, ZoneId zone, JobContext context) {
        String key = "checks.references." + name;
        Dataset<Row> rows = reference.table().isPresent()
                ? context.tables().read(reference.table().get())
                : ReferenceData.read(
                        context, key, reference.format(), reference.path().orElseThrow(), reference.options(), zone);
        ReferenceData.requireColumn(rows, key + ".column", reference.column());
        Column value = rows.col("`" + reference.column() + "`").cast("string");
        return new Values(name, reference, rows.select(value.as(VALUE)).distinct());
    }

    /** One check for each column of each reference; each takes a pass over the rows. */
    public List<Check> of(Dataset<Row> clean) {
        return lists.stream()
                .flatMap(list -> list.reference().columns().stream().map(column -> check(clean, list, column)))
                .toList();
    }

    private Check check(Dataset<Row> clean, Values list, String column) {
        Dataset<Row> found = clean.where(clean.col(column).isNotNull())
                .groupBy(clean.col(column).cast("string").as(VALUE))
                .agg(count(lit(1)).as("_rows"))
                .join(list.known().withColumn("_listed", lit(true)), new String[] {VALUE}, "left");
        Row totals = Sessions.summary(
                found.selectExpr("coalesce(sum(_rows), 0)", "coalesce(sum(if(_listed, _rows, 0)), 0)"));
        double share = totals.getLong(0) == 0 ? 1 : (double) totals.getLong(1) / totals.getLong(0);
        double least = list.reference().least();
        return share >= least
                ? Check.atLeast(limits, CheckKind.REFERENCE, column, share, least, "")
                : failed(found, list, column, share);
    }

    private Check failed(Dataset<Row> found, Values list, String column, double share) {
        List<String> unknown =
                found
                        .where("_listed is null")
                        .orderBy(col("_rows").desc(), col(VALUE))
                        .limit(SHOWN)
                        .collectAsList()
                        .stream()
                        .map(row -> "'" + row.getString(0).replace("\\", "\\\\").replace("'", "\\'") + "'")
                        .toList();
        String failure = "%s of the values of %s are not in checks.references.%s, such as %s"
                .formatted(Shown.percent(1 - share), column, list.name(), unknown.get(0));
        return Check.atLeast(
                        limits,
                        CheckKind.REFERENCE,
                        column,
                        share,
                        list.reference().least(),
                        failure)
                .blaming("cast(`%s` as string) in (%s)".formatted(column, String.join(", ", unknown)));
    }
}

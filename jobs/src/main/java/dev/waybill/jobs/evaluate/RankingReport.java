package dev.waybill.jobs.evaluate;

import dev.waybill.common.file.AtomicFile;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Workspace;
import dev.waybill.common.model.SavedModel;
import dev.waybill.common.report.HtmlPage;
import dev.waybill.common.report.Markdown;
import dev.waybill.common.section.Loss;
import dev.waybill.common.table.Sessions;
import dev.waybill.jobs.evaluate.chart.BarChart;
import dev.waybill.jobs.evaluate.chart.Chart;
import dev.waybill.jobs.evaluate.chart.ChartFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** Publishes what was found of a model that ranks: as metrics, as table, as a page, a picture and a model card. */
record RankingReport(Evaluate.Params params, JobContext context) {

    private static final int WIDTH = 640;
    private static final String MODEL = "this model";

    private static final StructType FIGURES = StructType.fromDDL(
            "segment string, segment_value string, ranking string, metric string, value double, lower double, upper double");

    Evaluate.Result publish(SavedModel model, RankingResult found) {
        Workspace workspace = context.workspace();
        context.tables().overwrite(SegmentTable.NAME, table(model, found));
        ChartFolder.write(workspace.report("plots"), charts(found));
        RankingPage page = RankingPage.of(
                workspace.pipeline(), model, found, params, context.clock().instant());
        Path report = workspace.report(Evaluate.PAGE);
        HtmlPage.write(report, HtmlPage.render(Evaluate.class, "ranking.mustache", page));
        AtomicFile.write(
                workspace.report(Evaluate.CARD), Markdown.render(Evaluate.class, "ranking-card.mustache", page));
        JsonFile.write(workspace.metrics("evaluate"), found.asMetrics(model.id()));
        return new Evaluate.Result(found.model(), found.baselines(), "", found.loss(), report, List.of());
    }

    private Dataset<Row> table(SavedModel model, RankingResult found) {
        List<Row> rows = new ArrayList<>();
        rankings(found)
                .forEach((ranking, metrics) -> new TreeMap<>(metrics).forEach((metric, value) -> {
                    var interval = ranking.equals(MODEL) ? found.intervals().get(metric) : null;
                    rows.add(RowFactory.create(
                            "all",
                            "all",
                            ranking,
                            metric,
                            value,
                            interval == null ? null : interval.lower(),
                            interval == null ? null : interval.upper()));
                }));
        return Sessions.atOnce(
                context.spark(),
                () -> context.spark()
                        .createDataFrame(rows, FIGURES)
                        .coalesce(1)
                        .withColumn("model_sha256", functions.lit(model.sha256()))
                        .withColumn("run_id", functions.lit(context.workspace().runId())));
    }

    /** The model first. */
    static Map<String, Map<String, Double>> rankings(RankingResult found) {
        Map<String, Map<String, Double>> rankings = new LinkedHashMap<>();
        rankings.put(MODEL, found.model());
        rankings.putAll(new TreeMap<>(found.baselines()));
        return rankings;
    }

    private static List<Chart> charts(RankingResult found) {
        List<String> compared = RankingPage.compared(found.loss());
        List<BarChart.Bars> bars = new ArrayList<>();
        rankings(found)
                .forEach((ranking, metrics) -> bars.add(new BarChart.Bars(
                        ranking,
                        compared.stream()
                                .map(metric -> metrics.getOrDefault(metric, 0.0))
                                .toList())));
        List<String> names = compared.stream().map(RankingPage::name).toList();
        return List.of(BarChart.of("rankings", "The model and naive rankings", WIDTH, "the best is 1", names, bars));
    }

    /** What was found, in one line. */
    static String summary(Evaluate.Result result) {
        Loss loss = result.loss();
        String naive = new TreeMap<>(result.baselines())
                .entrySet().stream()
                        .map(entry -> entry.getKey() + " " + RankingPage.inNumbers(loss, entry.getValue()))
                        .collect(Collectors.joining("; "));
        return String.format(
                Locale.ROOT,
                "%s on %,.0f %s (naive: %s)",
                RankingPage.inWords(loss, result.model()),
                result.model().get("rows"),
                loss == Loss.ndcg_loss ? "users" : "rows",
                naive);
    }
}

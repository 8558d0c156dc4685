package dev.waybill.jobs.prepare.quality;

import com.amazon.deequ.analyzers.Analyzer;
import com.amazon.deequ.analyzers.ApproxCountDistinct;
import com.amazon.deequ.analyzers.ApproxQuantiles;
import com.amazon.deequ.analyzers.Completeness;
import com.amazon.deequ.analyzers.Maximum;
import com.amazon.deequ.analyzers.Minimum;
import com.amazon.deequ.analyzers.Uniqueness;
import com.amazon.deequ.analyzers.runners.AnalysisRunner;
import com.amazon.deequ.analyzers.runners.AnalyzerContext;
import com.amazon.deequ.metrics.Metric;
import dev.waybill.common.table.Sessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Figures that Deequ is asked for: all in one pass over the rows, but for uniqueness, which needs one more each.
 *
 * <p>Means and deviations are not among them: sums of doubles depend on the order of rows in the last digits.
 */
final class ColumnMetrics {

    /** So small that no value of a sample is merged with its neighbour: its quantiles are exact. */
    private static final double EXACT = 1e-6;

    private final List<Analyzer<?, Metric<?>>> analyzers = new ArrayList<>();

    void completeness(String column) {
        add(new Completeness(column, Option.empty(), Option.empty()));
    }

    void distinct(String column) {
        add(new ApproxCountDistinct(column, Option.empty()));
    }

    void range(String column) {
        add(new Minimum(column, Option.empty(), Option.empty()));
        add(new Maximum(column, Option.empty(), Option.empty()));
    }

    void quantiles(String column, List<Double> probabilities) {
        add(new ApproxQuantiles(column, seq(new ArrayList<>(probabilities)), EXACT));
    }

    void uniqueness(List<String> columns) {
        add(new Uniqueness(seq(columns), Option.empty(), Option.empty()));
    }

    /** By metric, the value for each column; what could not be measured, such as the least of no values, is left out. */
    Map<String, Map<String, Double>> measure(Dataset<Row> rows) {
        AnalyzerContext measured = Sessions.atOnce(
                rows.sparkSession(),
                () -> AnalysisRunner.onData(rows).addAnalyzers(seq(analyzers)).run());
        Map<String, Map<String, Double>> found = new TreeMap<>();
        JavaConverters.mapAsJavaMap(measured.metricMap())
                .values()
                .forEach(metric -> JavaConverters.seqAsJavaList(metric.flatten()).stream()
                        .filter(figure -> figure.value().isSuccess())
                        .forEach(figure -> found.computeIfAbsent(figure.name(), name -> new TreeMap<>())
                                .put(figure.instance(), (Double) figure.value().get())));
        return found;
    }

    /** Each is an analyzer of some metric, which Scala knows from its covariance and Java does not. */
    @SuppressWarnings("unchecked")
    private void add(Analyzer<?, ?> analyzer) {
        analyzers.add((Analyzer<?, Metric<?>>) analyzer);
    }

    private static <T> Seq<T> seq(List<T> items) {
        return JavaConverters.asScalaBuffer(items).toSeq();
    }
}

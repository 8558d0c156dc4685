package dev.waybill.jobs.prepare.files;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/** Asks every file of a dataset something, on the executors where there are many. */
final class EachFile {

    /** Up to so many, opening them here is quicker than a job. */
    private static final int FEW = 16;

    /** Asked of one file: answers that all files share, or few at least. */
    @FunctionalInterface
    interface Question extends Serializable {
        List<String> ask(Path file, Configuration hadoop) throws IOException;
    }

    private EachFile() {}

    /** Each different answer with the first file, by name, that gave it; in the order of these files. */
    static Map<String, String> answers(Dataset<Row> rows, Question question) {
        List<String> files = Arrays.stream(rows.inputFiles()).sorted().toList();
        Map<String, String> answers = new LinkedHashMap<>();
        if (files.size() > FEW) {
            inAJob(rows.sparkSession(), files, question).forEach(answer -> answers.put(answer._2(), answer._1()));
        } else {
            files.forEach(file -> ask(rows, file, question).forEach(answer -> answers.putIfAbsent(answer, file)));
        }
        return answers;
    }

    /** What one file answers. */
    static List<String> ask(Dataset<Row> rows, String file, Question question) {
        return ask(file, hadoop(rows.sparkSession()), question);
    }

    private static List<String> ask(String file, Configuration hadoop, Question question) {
        try {
            return question.ask(new Path(URI.create(file)), hadoop);
        } catch (IOException e) {
            throw new UncheckedIOException("Encountered error while reading file " + file, e);
        }
    }

    private static List<Tuple2<String, String>> inAJob(SparkSession spark, List<String> files, Question question) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        SerializableConfiguration hadoop = new SerializableConfiguration(hadoop(spark));
        int slices = Math.min(files.size(), 4 * context.defaultParallelism());
        return context
                .parallelize(files, slices)
                .flatMapToPair(file -> ask(file, hadoop.value(), question).stream()
                        .map(answer -> new Tuple2<>(answer, file))
                        .iterator())
                .reduceByKey((one, other) -> one.compareTo(other) < 0 ? one : other)
                .mapToPair(Tuple2::swap)
                .collect()
                .stream()
                .sorted(Comparator.comparing((Tuple2<String, String> answer) -> answer._1())
                        .thenComparing(answer -> answer._2()))
                .toList();
    }

    private static Configuration hadoop(SparkSession spark) {
        return spark.sessionState().newHadoopConf();
    }
}

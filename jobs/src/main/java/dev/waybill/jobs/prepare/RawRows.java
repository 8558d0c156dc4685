package dev.waybill.jobs.prepare;

import dev.waybill.common.conf.Source;
import dev.waybill.common.refusal.Refusal;
import java.io.EOFException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipException;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The source as it lies there: its columns, the file of each row, and the text of lines that could not be read. */
final class RawRows {

    /** The whole line, where the source format could not make a row of it. */
    static final String UNREADABLE = "_unreadable";
    /** The file of a row; null where the source has no files. */
    static final String SOURCE_FILE = "_source_file";

    private static final Set<String> TEXT_FORMATS = Set.of("csv", "json");
    private static final Set<String> FILE_FORMATS = Set.of("csv", "json", "parquet", "orc", "text");

    private RawRows() {}

    /** @param home where relative paths start */
    static Dataset<Row> read(SparkSession spark, Source source, Path home) {
        try {
            Dataset<Row> rows = load(spark, source, resolve(source.path(), home));
            return rows.withColumn(
                    SOURCE_FILE,
                    FILE_FORMATS.contains(source.format())
                            ? functions.col("_metadata.file_path")
                            : functions.lit(null).cast("string"));
        } catch (Exception e) {
            throw explain(e, source);
        }
    }

    /** Makes a sentence of what Spark throws at a source that cannot be read; anything else stays what it is. */
    static RuntimeException explain(Exception thrown, Source source) {
        Throwable root = ExceptionUtils.getRootCause(thrown) == null ? thrown : ExceptionUtils.getRootCause(thrown);
        if (thrown instanceof AnalysisException analysis) {
            return Refusal.mistake(
                    "source.unreadable",
                    "Cannot read source.path " + source.path() + ": " + firstLine(analysis) + ".",
                    "Correct source.path or source.format.",
                    thrown);
        }
        if (root instanceof EOFException || root instanceof ZipException) {
            return Refusal.data(
                    "source.broken-file",
                    "Cannot read source.path " + source.path() + ": a file is cut short or damaged (" + firstLine(root)
                            + ").",
                    "Fetch it again.",
                    thrown);
        }
        return thrown instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(thrown);
    }

    private static Dataset<Row> load(SparkSession spark, Source source, String path) {
        DataFrameReader reader = spark.read().format(source.format()).options(source.options());
        if (!TEXT_FORMATS.contains(source.format())) {
            return reader.load(path);
        }
        StructType columns = reader.load(path).schema();
        if (columns.isEmpty()) {
            throw Refusal.data(
                    "source.empty",
                    "Cannot read source.path " + source.path() + ": it is empty.",
                    "Look for the data.");
        }
        return reader.option("mode", "PERMISSIVE")
                .option("columnNameOfCorruptRecord", UNREADABLE)
                .schema(columns.add(UNREADABLE, DataTypes.StringType))
                .load(path);
    }

    private static String resolve(String path, Path home) {
        boolean elsewhere =
                path.matches("[a-zA-Z][a-zA-Z0-9+.-]*:.*") || Path.of(path).isAbsolute();
        return elsewhere ? path : home.resolve(path).normalize().toString();
    }

    private static String firstLine(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
        return message.replaceFirst("^\\[[A-Z_.]+] ", "")
                .replaceFirst("\\.$", "")
                .toLowerCase(Locale.ROOT);
    }
}

package dev.waybill.jobs.prepare;

import dev.waybill.common.conf.Source;
import dev.waybill.common.refusal.Refusal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
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
        return ReadingErrors.explained(
                source,
                () -> load(spark, source, resolve(source.path(), home))
                        .withColumn(
                                SOURCE_FILE,
                                FILE_FORMATS.contains(source.format())
                                        ? functions.col("_metadata.file_path")
                                        : functions.lit(null).cast("string")));
    }

    private static Dataset<Row> load(SparkSession spark, Source source, String path) {
        DataFrameReader reader = spark.read()
                .format(source.format())
                .option("timeZone", source.timeZone().getId())
                .options(source.options());
        if (!TEXT_FORMATS.contains(source.format())) {
            return reader.load(path);
        }
        reader.option("mode", "PERMISSIVE").option("columnNameOfCorruptRecord", UNREADABLE);
        StructType columns = requireReadable(reader.load(path).schema(), source);
        if (hasHeader(source) && hasOwnNames(columns)) {
            reader.option("enforceSchema", false); // Else a file with its columns in another order is read by position.
        }
        return reader.schema(columns.add(UNREADABLE, DataTypes.StringType)).load(path);
    }

    private static boolean hasHeader(Source source) {
        return source.format().equals("csv")
                && source.options().entrySet().stream()
                        .anyMatch(option -> option.getKey().equalsIgnoreCase("header")
                                && option.getValue().equalsIgnoreCase("true"));
    }

    /** Whether the names are those of the header: Spark puts a number behind names that are empty or doubled. */
    private static boolean hasOwnNames(StructType columns) {
        String[] names = columns.fieldNames();
        return IntStream.range(0, names.length).noneMatch(i -> names[i].endsWith(String.valueOf(i)));
    }

    /** The columns that Spark found, without the one for lines of which it could make nothing. */
    private static StructType requireReadable(StructType found, Source source) {
        StructField[] columns = Arrays.stream(found.fields())
                .filter(column -> !column.name().equals(UNREADABLE))
                .toArray(StructField[]::new);
        if (found.isEmpty()) {
            throw Refusal.data(
                    "source.empty",
                    "Cannot read source.path " + source.path() + ": it is empty.",
                    "Look for the data.");
        }
        if (columns.length == 0 || Arrays.stream(columns).anyMatch(RawRows::isGarbled)) {
            throw Refusal.data(
                    "source.broken-file",
                    "Cannot read source.path %s: it is not %s.".formatted(source.path(), source.format()),
                    "Correct source.path, source.format or source.options.");
        }
        return new StructType(columns);
    }

    /** Whether a name has characters that no text has, such as those of a binary file. */
    private static boolean isGarbled(StructField column) {
        return column.name().codePoints().anyMatch(point -> point == 0xFFFD || Character.isISOControl(point));
    }

    private static String resolve(String path, Path home) {
        boolean elsewhere =
                path.matches("[a-zA-Z][a-zA-Z0-9+.-]*:.*") || Path.of(path).isAbsolute();
        return elsewhere ? path : home.resolve(path).normalize().toString();
    }
}

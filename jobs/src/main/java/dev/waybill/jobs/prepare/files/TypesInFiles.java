package dev.waybill.jobs.prepare.files;

import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.orc.OrcFile;
import org.apache.orc.Reader;
import org.apache.orc.TypeDescription;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The types that the files of a folder state for their columns. Spark takes them from one file and reads the others by
 * them: a short number of one that is long there, a local time as an instant, a text as null.
 */
public final class TypesInFiles {

    /** A local time, counted in nanoseconds. */
    static final String LOCAL_NANOSECONDS = "timestamp_ntz in nanoseconds";
    /** An instant, counted in nanoseconds. */
    static final String NANOSECONDS = "timestamp in nanoseconds";

    private static final String BETWEEN = "\u0001";

    private TypesInFiles() {}

    /**
     * The type of each column, nested ones by their path, in lower case; none for formats whose files state none.
     *
     * @throws Refusal if files differ in the type of a column
     */
    public static Map<String, String> of(Dataset<Row> rows, Origin origin) {
        Map<String, String> answers = switch (origin.format()) {
            case "parquet" -> EachFile.answers(rows, TypesInFiles::parquet);
            case "orc" -> EachFile.answers(rows, TypesInFiles::orc);
            default -> Map.of();
        };
        Map<String, String> types = new HashMap<>();
        Map<String, String> files = new HashMap<>();
        answers.forEach((answer, file) -> {
            String column = answer.substring(0, answer.indexOf(BETWEEN));
            String type = answer.substring(answer.indexOf(BETWEEN) + 1);
            String before = types.putIfAbsent(column, type);
            if (before != null) {
                throw otherType(origin, column, type, file, before, String.valueOf(files.get(column)));
            }
            files.put(column, file);
        });
        return types;
    }

    private static Refusal otherType(
            Origin origin, String column, String type, String file, String before, String first) {
        return Refusal.data(
                "source.other-types",
                "Cannot read %s: column %s is of type %s in %s, and of type %s in %s."
                        .formatted(origin.place(), column, type, file, before, first),
                "Give it one type in all files, or read those files as an input of their own.");
    }

    private static List<String> parquet(Path file, Configuration hadoop) throws IOException {
        try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(file, hadoop))) {
            return reader.getFooter().getFileMetaData().getSchema().getColumns().stream()
                    .map(column -> answer(String.join(".", column.getPath()), type(column)))
                    .toList();
        } catch (RuntimeException e) { // of a file that is none
            throw new IOException(e.getMessage(), e);
        }
    }

    /** As far as Spark tells them apart when it reads them. */
    private static String type(ColumnDescriptor column) {
        PrimitiveType type = column.getPrimitiveType();
        LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
        PrimitiveTypeName name = type.getPrimitiveTypeName();
        if (meaning instanceof TimestampLogicalTypeAnnotation time) {
            boolean nanoseconds = time.getUnit() == TimeUnit.NANOS;
            return time.isAdjustedToUTC()
                    ? nanoseconds ? NANOSECONDS : "timestamp"
                    : nanoseconds ? LOCAL_NANOSECONDS : "timestamp_ntz";
        } else if (name == PrimitiveTypeName.INT96) {
            return "timestamp";
        } else if (name == PrimitiveTypeName.BINARY && !(meaning instanceof DecimalLogicalTypeAnnotation)) {
            return "string";
        }
        boolean isPlain = meaning instanceof IntLogicalTypeAnnotation number
                && number.isSigned()
                && number.getBitWidth() == (name == PrimitiveTypeName.INT32 ? Integer.SIZE : Long.SIZE);
        return (meaning == null || isPlain ? name.toString() : meaning.toString()).toLowerCase(Locale.ROOT);
    }

    private static List<String> orc(Path file, Configuration hadoop) throws IOException {
        try (Reader reader = OrcFile.createReader(file, OrcFile.readerOptions(hadoop))) {
            TypeDescription schema = reader.getSchema();
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < schema.getFieldNames().size(); i++) {
                answers.add(answer(
                        schema.getFieldNames().get(i),
                        schema.getChildren().get(i).toString()));
            }
            return answers;
        }
    }

    private static String answer(String column, String type) {
        return column.toLowerCase(Locale.ROOT) + BETWEEN + type;
    }
}

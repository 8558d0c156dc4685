package dev.waybill.serving.predict;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.waybill.serving.http.FieldProblem;
import java.io.IOException;
import java.io.StringWriter;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowReaderTest {

    private static final JsonFactory JSON = new JsonFactory();

    /** A JSON value read as a type and written again, or what is said of it. */
    private static String through(String type, String json) throws IOException {
        StructType raw = new StructType().add("a", DataType.fromDDL(type));
        RowReader reader = new RowReader(raw, Set.of("a"), List.of(), ZoneId.of("Asia/Kolkata"));
        List<FieldProblem> problems = new ArrayList<>();
        InternalRow row = read(reader, "{\"a\": %s}".formatted(json), problems);
        if (!problems.isEmpty()) {
            return problems.get(0).field() + " " + problems.get(0).problem();
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(text)) {
            generator.writeStartObject();
            RowWriter.write(generator, raw.fields()[0], row, 0);
            generator.writeEndObject();
        }
        return text.toString().replace("{\"a\":", "").replaceFirst("}$", "");
    }

    private static InternalRow read(RowReader reader, String json, List<FieldProblem> problems) throws IOException {
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            return reader.read(parser, "", problems);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\0',
            value = {
                "string; \"Delhi\"; \"Delhi\"",
                "string; 1.50; \"1.50\"",
                "string; true; \"true\"",
                "int; -2147483648; -2147483648",
                "bigint; 9223372036854775807; 9223372036854775807",
                "double; 0.1; 0.1",
                "double; 3; 3.0",
                "double; -0.0; -0.0",
                "float; 0.1; 0.1",
                "decimal(5,2); 123.45; 123.45",
                "boolean; false; false",
                "date; \"2020-03-08\"; \"2020-03-08\"",
                "timestamp; \"2020-03-08T07:15:00Z\"; \"2020-03-08T07:15:00Z\"",
                "timestamp; \"2020-03-08 07:15:00.123456\"; \"2020-03-08T01:45:00.123456Z\"",
                "array<int>; [1,null]; [1,null]",
                "struct<x: int, y: array<struct<z: string>>>; {\"x\":1,\"y\":[{\"z\":\"a\"}]}; {\"x\":1,\"y\":[{\"z\":\"a\"}]}",
                "int; null; null"
            })
    void readsWhatItWrites(String type, String json, String written) throws IOException {
        assertThat(through(type, json)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\0',
            value = {
                "string; [1]; a must be a text",
                "string; {\"b\": 1}; a must be a text",
                "int; 2147483648; a must be a whole number from -2147483648 to 2147483647",
                "int; 1.0; a must be a whole number from -2147483648 to 2147483647",
                "int; \"1\"; a must be a whole number from -2147483648 to 2147483647",
                "bigint; 9223372036854775808; a must be a whole number from -9223372036854775808 to 9223372036854775807",
                "double; 1e999; a must be a number",
                "double; \"1\"; a must be a number",
                "float; 1e39; a must be a number",
                "decimal(5,2); 1.234; a must be a number of at most 5 digits, 2 of them behind the point",
                "decimal(5,2); 1e400000; a must be a number of at most 5 digits, 2 of them behind the point",
                "boolean; 1; a must be true or false",
                "timestamp; \"yesterday\"; a must be a time such as 2020-03-08T07:15:00Z",
                "timestamp; 1583651700; a must be a time such as 2020-03-08T07:15:00Z",
                "date; \"2020-02-30\"; a must be a date such as 2020-03-08",
                "array<int>; 1; a must be a list",
                "array<int>; [1, \"2\"]; a[1] must be a whole number from -2147483648 to 2147483647",
                "struct<x: int>; {\"x\": 1, \"y\": 2}; a.y is not known",
                "struct<x: int>; []; a must be an object"
            })
    void saysWhatIsNoneOfTheType(String type, String json, String problem) throws IOException {
        assertThat(through(type, json)).isEqualTo(problem);
    }

    @Test
    void refusesWhatIsUnknownOrMissingAndPassesOverWhatIsKnownLater() throws IOException {
        StructType raw =
                new StructType().add("start", "string").add("zone", "string").add("end", "string");
        RowReader reader = new RowReader(raw, Set.of("start", "zone"), List.of("start"), ZoneId.of("UTC"));
        List<FieldProblem> problems = new ArrayList<>();

        InternalRow row = read(reader, "{\"zone\": \"7\", \"end\": [1, {}], \"zona\": 3}", problems);

        assertThat(row.getString(1)).isEqualTo("7");
        assertThat(row.isNullAt(2)).isTrue();
        assertThat(problems)
                .containsExactly(
                        new FieldProblem("zona", "is not known. Did you mean 'zone'?"),
                        new FieldProblem("start", "is missing, and needed for a prediction"));
    }
}

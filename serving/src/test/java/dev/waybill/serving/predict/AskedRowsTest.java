package dev.waybill.serving.predict;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.waybill.serving.http.FieldProblem;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskedRowsTest {

    private static final RowReader READER =
            new RowReader(new StructType().add("zone", "int"), Set.of("zone"), List.of("zone"), ZoneId.of("UTC"));

    private static AskedRows read(String json) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            return AskedRows.read(parser, READER);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\0',
            value = {
                "{\"zone\": 1}; false; [1]",
                "[{\"zone\": 1}, {\"zone\": 2}]; true; [1, 2]",
                "{\"rows\": [{\"zone\": 1}]}; true; [1]"
            })
    void takesOneOrSeveral(String json, boolean isList, String zones) throws IOException {
        AskedRows asked = read(json);

        assertThat(asked.problems()).isEmpty();
        assertThat(asked.isList()).isEqualTo(isList);
        assertThat(asked.rows().stream().map(row -> row.getInt(0)).toList().toString())
                .isEqualTo(zones);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\0',
            value = {
                "3; ; must be an object with the fields of a row, or a list of such objects",
                "{}; zone; is missing, and needed for a prediction",
                "[{\"zone\": 1}, 2]; [1]; must be an object with the fields of a row",
                "[{\"zone\": 1}, {\"zone\": null}]; [1].zone; is missing, and needed for a prediction",
                "{\"rows\": {\"zone\": 1}}; rows; must be a list of rows",
                "{\"rows\": [{\"zone\": 1}], \"zone\": 1}; zone; is not known beside rows",
                "[]; ; must have at least one row",
                "{\"rows\": []}; rows; must have at least one row"
            })
    void saysWhatIsWrongWhere(String json, String field, String problem) throws IOException {
        assertThat(read(json).problems()).containsExactly(new FieldProblem(field == null ? "" : field, problem));
    }

    @Test
    void readsNoMoreThanMayBeAskedFor() throws IOException {
        String rows = "{\"zone\": 1},".repeat(AskedRows.MOST);

        assertThat(read("[" + rows.substring(0, rows.length() - 1) + "]").rows())
                .hasSize(AskedRows.MOST);
        assertThat(read("[" + rows + "{\"zone\": 1}]").tooMany()).isTrue();
        String wrong = "[" + "{\"zona\": 1},".repeat(500) + "{}]";
        assertThat(read(wrong).problems()).hasSize(AskedRows.MOST_PROBLEMS);
        assertThat(read("{\"rows\": " + wrong + "}").problems()).hasSize(AskedRows.MOST_PROBLEMS);
    }

    @Test
    void tellsOfNoMoreFieldsOfARowThanOfRows() throws IOException {
        StringBuilder row = new StringBuilder("{\"zone\": 1");
        for (int i = 0; i < 5_000; i++) {
            row.append(", \"").append("z".repeat(200)).append(i).append("\": 1");
        }

        AskedRows asked = read(row.append("}").toString());

        assertThat(asked.problems()).hasSize(AskedRows.MOST_PROBLEMS);
        assertThat(asked.problems().get(0).field()).hasSize(100);
    }
}

package dev.waybill.common.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The golden file lists what is in a database that MLflow 2.22.1 created for itself. */
class SchemaTest {

    /** A comma of a table's body, not of a list in parentheses. */
    private static final String BETWEEN_DEFINITIONS = ",(?![^(]*\\))";

    @TempDir
    Path folder;

    @Test
    void createsTheTablesThatMlflowCreates() throws Exception {
        try (Tracking tracking = LocalTracking.open(folder, new TickingClock())) {
            tracking.versions("green-taxi");
        }

        assertThat(definitions(folder.resolve("mlflow.db"))).containsExactlyElementsOf(golden());
    }

    /** Each column, constraint and index, in a form in which neither order nor layout matters. */
    static List<String> definitions(Path database) throws SQLException {
        List<String> definitions = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select tbl_name, sql from sqlite_master where sql is not null")) {
            while (rows.next()) {
                String table = rows.getString(1);
                split(rows.getString(2)).map(part -> table + ": " + part).forEach(definitions::add);
            }
        }
        return definitions.stream().sorted().toList();
    }

    private static Stream<String> split(String sql) {
        String plain = sql.replaceAll("\\s+", " ")
                .replace("\"", "")
                .replaceAll(" ?([(),]) ?", "$1")
                .toUpperCase(Locale.ROOT);
        if (!plain.startsWith("CREATE TABLE")) {
            return Stream.of(plain);
        }
        String body = plain.substring(plain.indexOf('(') + 1, plain.lastIndexOf(')'));
        return Arrays.stream(body.split(BETWEEN_DEFINITIONS, -1)).map(String::strip);
    }

    private static List<String> golden() throws IOException {
        try (InputStream file = Objects.requireNonNull(SchemaTest.class.getResourceAsStream("schema.golden.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }
}

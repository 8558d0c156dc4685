package dev.waybill.common.track;

import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * MLflow's tables, at a revision that every MLflow since 2.18 opens: the same one as it is, a later one by upgrading the
 * file. An upgraded file is written to for as long as MLflow asks for no column that we do not know.
 */
final class Schema {

    /** In MLflow's numbering, of the tables that we create. */
    static final String REVISION = "0584bdc529eb";

    /** The newest MLflow whose upgrade of the file is known to leave us writing. */
    private static final String NEWEST_TRIED = "3.17";

    /** The rest of what we create, but never write to: later revisions may do with it what they like. */
    private static final String UNUSED_TABLES = "trace_";

    private static final String COLUMNS = """
            select t.name as table_name, c.name as column_name, c."notnull" and c.dflt_value is null as is_required
            from sqlite_master t join pragma_table_info(t.name) c
            where t.type = 'table' order by t.name, c.cid
            """;

    private static final Pattern END_OF_STATEMENT = Pattern.compile(";\n");

    private record Column(String table, String name, boolean required) {}

    private final Path file;
    private final Artifacts artifacts;
    private final Clock clock;

    Schema(Artifacts artifacts, Clock clock) {
        this.file = artifacts.folder().resolve(Database.FILE);
        this.artifacts = artifacts;
        this.clock = clock;
    }

    boolean isAbsent(Transaction transaction) throws SQLException {
        return transaction.first("select 1 from sqlite_master", row -> true).isEmpty();
    }

    void createIfAbsent(Transaction transaction) throws SQLException {
        if (isAbsent(transaction)) {
            create(transaction);
            Experiments.insert(transaction, 0, "Default", artifacts.location(0), clock.millis());
        }
    }

    /** Refuses a file that we would damage, or that would fail us in the middle of a run. */
    void check(Transaction transaction) throws SQLException {
        String revision = revision(transaction);
        if (!revision.equals(REVISION)) {
            Map<String, List<Column>> found = columns(transaction);
            for (Map.Entry<String, List<Column>> known : knownColumns().entrySet()) {
                List<Column> columns = found.getOrDefault(known.getKey(), List.of());
                requireAll(revision, known.getValue(), columns);
                requireNoOther(revision, known.getValue(), columns);
            }
        }
    }

    private String revision(Transaction transaction) throws SQLException {
        if (!columns(transaction).containsKey("alembic_version")) {
            throw Refusal.mistake(
                    "tracking.schema",
                    "Cannot use " + file + " as the tracking store: it is the database of something else than MLflow.",
                    "Move it aside, or choose another folder.");
        }
        return transaction
                .first("select version_num from alembic_version", row -> row.getString(1))
                .orElse("unknown");
    }

    private void requireAll(String revision, List<Column> known, List<Column> found) {
        List<String> names = found.stream().map(Column::name).toList();
        for (Column column : known) {
            if (!names.contains(column.name())) {
                throw Refusal.mistake(
                        "tracking.schema",
                        "Cannot write to the tracking store " + file + ": table '" + column.table()
                                + "' lacks the column '" + column.name() + "' at MLflow's revision " + revision + ".",
                        "If an older MLflow made it, run 'mlflow db upgrade sqlite:///" + file
                                + "'; otherwise move it aside to begin a new one.");
            }
        }
    }

    private void requireNoOther(String revision, List<Column> known, List<Column> found) {
        List<String> names = known.stream().map(Column::name).toList();
        for (Column column : found) {
            if (column.required() && !names.contains(column.name())) {
                throw Refusal.mistake(
                        "tracking.schema",
                        "Cannot write to the tracking store " + file + ": table '" + column.table()
                                + "' needs the column '" + column.name() + "', which a newer MLflow added (revision "
                                + revision + ") and Waybill does not know.",
                        "Update Waybill; or move the file aside to begin a new one, and view that with MLflow "
                                + NEWEST_TRIED + " or older.");
            }
        }
    }

    private static Map<String, List<Column>> knownColumns() throws SQLException {
        try (Connection memory = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            Transaction transaction = new Transaction(memory);
            create(transaction);
            Map<String, List<Column>> columns = columns(transaction);
            columns.keySet().removeIf(table -> table.startsWith(UNUSED_TABLES));
            return columns;
        }
    }

    private static Map<String, List<Column>> columns(Transaction transaction) throws SQLException {
        return transaction
                .list(
                        COLUMNS,
                        row -> new Column(
                                row.getString("table_name"),
                                row.getString("column_name"),
                                row.getBoolean("is_required")))
                .stream()
                .collect(Collectors.groupingBy(Column::table));
    }

    private static void create(Transaction transaction) throws SQLException {
        for (String statement : END_OF_STATEMENT.splitAsStream(script()).toList()) {
            transaction.update(statement);
        }
    }

    private static String script() {
        try (InputStream script =
                Objects.requireNonNull(Schema.class.getResourceAsStream("mlflow-" + REVISION + ".sql"))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the tables of the tracking store", e);
        }
    }
}

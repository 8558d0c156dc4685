package dev.waybill.common.track;

import dev.waybill.common.job.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/** The SQLite file, opened and given its tables when it is first needed. All that happens to it is in transactions. */
final class Database implements AutoCloseable {

    static final String FILE = "mlflow.db";

    /** Long enough for any other writer to finish, as none holds the file longer than one small transaction. */
    private static final int BUSY_TIMEOUT_MILLIS = 20_000;

    private static final Set<SQLiteErrorCode> CORRUPT =
            EnumSet.of(SQLiteErrorCode.SQLITE_NOTADB, SQLiteErrorCode.SQLITE_CORRUPT);
    private static final Set<SQLiteErrorCode> UNWRITABLE = EnumSet.of(
            SQLiteErrorCode.SQLITE_CANTOPEN,
            SQLiteErrorCode.SQLITE_READONLY,
            SQLiteErrorCode.SQLITE_PERM,
            SQLiteErrorCode.SQLITE_FULL,
            SQLiteErrorCode.SQLITE_IOERR);

    /** Asks, and perhaps changes. */
    @FunctionalInterface
    interface Work<T> {
        T in(Transaction transaction) throws SQLException;
    }

    /** Only changes. */
    @FunctionalInterface
    interface Change {
        void in(Transaction transaction) throws SQLException;
    }

    private final Path folder;
    private final Path file;
    private final Schema schema;
    private @Nullable Connection connection;

    Database(Path folder, Schema schema) {
        this.folder = folder;
        this.file = folder.resolve(FILE);
        this.schema = schema;
    }

    /** Sees one state of the database throughout, and keeps nobody from writing. */
    synchronized <T> T read(Work<T> work) {
        return explained("begin", work);
    }

    synchronized void write(Change change) {
        explained("begin immediate", withoutAnswer(change));
    }

    /** As {@link #write}, with an answer. */
    synchronized <T> T writeAndReturn(Work<T> work) {
        return explained("begin immediate", work);
    }

    @Override
    public synchronized void close() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw explain(e);
            }
            connection = null;
        }
    }

    private <T> T explained(String begin, Work<T> work) {
        try {
            return transact(connection(), begin, work);
        } catch (SQLException e) {
            throw explain(e);
        }
    }

    private Connection connection() throws SQLException {
        if (connection == null) {
            connection = open();
        }
        return connection;
    }

    private Connection open() throws SQLException {
        createFolder();
        SQLiteConfig config = new SQLiteConfig();
        config.enforceForeignKeys(true);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        Connection opened = config.createConnection("jdbc:sqlite:" + file);
        try {
            prepareTables(opened);
        } catch (SQLException | RuntimeException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    private void createFolder() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Two processes may come here at once: the second waits for the first, and finds the tables. */
    private void prepareTables(Connection opened) throws SQLException {
        if (transact(opened, "begin", schema::isAbsent)) {
            transact(opened, "begin immediate", withoutAnswer(schema::createIfAbsent));
        }
        transact(opened, "begin", withoutAnswer(schema::check));
    }

    private static Work<Boolean> withoutAnswer(Change change) {
        return transaction -> {
            change.in(transaction);
            return true;
        };
    }

    private static <T> T transact(Connection connection, String begin, Work<T> work) throws SQLException {
        execute(connection, begin);
        try {
            T answer = work.in(new Transaction(connection));
            execute(connection, "commit");
            return answer;
        } catch (SQLException | RuntimeException e) {
            rollBack(connection, e);
            throw e;
        }
    }

    private static void rollBack(Connection connection, Exception reason) {
        try {
            execute(connection, "rollback");
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private RuntimeException explain(SQLException e) {
        SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(e.getErrorCode());
        if (CORRUPT.contains(code)) {
            return corrupt(e);
        }
        if (UNWRITABLE.contains(code)) {
            return unwritable(e);
        }
        if (code == SQLiteErrorCode.SQLITE_BUSY) {
            return busy(e);
        }
        return new IllegalStateException("Cannot use the tracking store " + file, e);
    }

    private Refusal corrupt(SQLException cause) {
        return Refusal.mistake(
                "tracking.corrupt",
                "Cannot read the tracking store " + file + ": it is not a SQLite database, or a damaged one.",
                "Restore it from a backup, or move it aside to begin a new one.",
                cause);
    }

    private Refusal unwritable(Exception cause) {
        return Refusal.mistake(
                "tracking.unwritable",
                "Cannot write to the tracking store " + file + ": " + cause.getMessage() + ".",
                "Check the folder's permissions and the free space.",
                cause);
    }

    private Refusal busy(SQLException cause) {
        return Refusal.mistake(
                "tracking.busy",
                "Cannot use the tracking store " + file + ": another process has held it for "
                        + BUSY_TIMEOUT_MILLIS / 1000 + " s.",
                "Find that process, or run again.",
                cause);
    }
}

package dev.waybill.common.track;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What can be asked and changed inside one transaction. */
final class Transaction {

    /** One row of an answer, as a value. */
    @FunctionalInterface
    interface Mapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    private final Connection connection;

    Transaction(Connection connection) {
        this.connection = connection;
    }

    void update(String sql, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement statement = prepare(sql, arguments)) {
            statement.executeUpdate();
        }
    }

    <T> List<T> list(String sql, Mapper<T> mapper, Object... arguments) throws SQLException {
        try (PreparedStatement statement = prepare(sql, arguments);
                ResultSet rows = statement.executeQuery()) {
            List<T> values = new ArrayList<>();
            while (rows.next()) {
                values.add(mapper.map(rows));
            }
            return values;
        }
    }

    <T> Optional<T> first(String sql, Mapper<T> mapper, Object... arguments) throws SQLException {
        return list(sql, mapper, arguments).stream().findFirst();
    }

    /** The rows of a query for key and value, by key. */
    <T> Map<String, T> map(String sql, Mapper<T> value, Object... arguments) throws SQLException {
        Map<String, T> byKey = new TreeMap<>();
        for (Map.Entry<String, T> entry :
                list(sql, row -> Map.entry(row.getString("key"), value.map(row)), arguments)) {
            byKey.put(entry.getKey(), entry.getValue());
        }
        return Collections.unmodifiableMap(byKey);
    }

    private PreparedStatement prepare(String sql, @Nullable Object... arguments) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int index = 0; index < arguments.length; index++) {
            statement.setObject(index + 1, arguments[index]);
        }
        return statement;
    }
}

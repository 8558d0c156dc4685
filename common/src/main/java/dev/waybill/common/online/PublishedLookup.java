package dev.waybill.common.online;

import dev.waybill.common.row.LookupTable;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * A small table beside the rows, as it was when features were published.
 *
 * @param on what was looked up by: another expression makes it another table
 * @param schema of its rows, as Spark writes types in JSON
 * @param rows by key, in the bytes that Spark itself holds them in, in Base64
 */
public record PublishedLookup(String name, String on, String schema, Map<String, String> rows) {

    /** What a table is. */
    public static PublishedLookup of(LookupTable table, String on) {
        UnsafeProjection bytes = UnsafeProjection.create(table.schema());
        Map<String, String> rows = new TreeMap<>();
        table.rows()
                .forEach((key, row) -> rows.put(
                        key, Base64.getEncoder().encodeToString(bytes.apply(row).getBytes())));
        return new PublishedLookup(table.name(), on, table.schema().json(), rows);
    }

    /** The table. */
    public LookupTable table() {
        StructType type = (StructType) DataType.fromJson(schema);
        Map<String, InternalRow> found = new HashMap<>();
        rows.forEach((key, text) -> found.put(key, row(Base64.getDecoder().decode(text), type.size())));
        return new LookupTable(name, type, found);
    }

    private static InternalRow row(byte[] bytes, int fields) {
        UnsafeRow row = new UnsafeRow(fields);
        row.pointTo(bytes, bytes.length);
        return row;
    }
}

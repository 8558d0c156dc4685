package dev.waybill.serving.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructType;

/** A type that rows are kept by. */
public final class RowType {

    private final StructType type;
    private final byte[] json;
    private final long id;

    public RowType(StructType type) {
        this.type = type;
        json = type.json().getBytes(StandardCharsets.UTF_8);
        id = ByteBuffer.wrap(DigestUtils.sha256(json)).getLong();
    }

    StructType type() {
        return type;
    }

    /** The same for the same type, in each process. */
    long id() {
        return id;
    }

    /** The record that rows of the type need in their segment, before them. */
    byte[] record() {
        ByteBuffer record = ByteBuffer.allocate(Frame.size(json));
        Frame.put(record, Frame.Kind.TYPE, id, json);
        return record.array();
    }

    /** The records of rows. */
    byte[] records(List<UnsafeRow> rows) {
        int size = rows.stream()
                .mapToInt(row -> Frame.BYTES + 8 + row.getSizeInBytes())
                .sum();
        ByteBuffer records = ByteBuffer.allocate(size);
        rows.forEach(row -> Frame.put(records, Frame.Kind.ROW, id, row.getBytes()));
        return records.array();
    }
}

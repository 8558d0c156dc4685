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
        byte[] record = new byte[Frame.size(json)];
        Frame.put(record, 0, Frame.TYPE, id, json);
        return record;
    }

    /** The records of rows. */
    byte[] records(List<UnsafeRow> rows) {
        List<byte[]> values = rows.stream().map(UnsafeRow::getBytes).toList();
        byte[] records = new byte[values.stream().mapToInt(Frame::size).sum()];
        int place = 0;
        for (byte[] row : values) {
            place = Frame.put(records, place, Frame.ROW, id, row);
        }
        return records;
    }
}

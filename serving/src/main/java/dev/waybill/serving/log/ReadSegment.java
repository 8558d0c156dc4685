package dev.waybill.serving.log;

import dev.waybill.common.table.kernel.TypedRows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * What a segment has.
 *
 * @param rows by their types, in their order
 * @param damages each in words; rows that they tell of are not among the others
 * @param tornBytes at the end, of a record whose writing was broken off: nobody was told that it was kept
 */
record ReadSegment(List<TypedRows> rows, List<String> damages, int tornBytes) {

    int count() {
        return rows.stream().mapToInt(some -> some.rows().size()).sum();
    }

    static ReadSegment of(Path file) throws IOException {
        return new Reader(Files.readAllBytes(file)).read();
    }

    /** Goes through the bytes; where a record does not hold, it looks for the next that does. */
    private static final class Reader {

        private final byte[] bytes;
        private final ByteBuffer buffer;
        private final Map<Long, StructType> types = new LinkedHashMap<>();
        private final Map<Long, List<InternalRow>> rows = new HashMap<>();
        private final List<String> damages = new ArrayList<>();

        Reader(byte[] bytes) {
            this.bytes = bytes;
            buffer = ByteBuffer.wrap(bytes);
        }

        ReadSegment read() {
            int place = 0;
            while (place < bytes.length) {
                if (isWhole(place)) {
                    take(place);
                    place += Frame.BYTES + buffer.getInt(place + 5);
                } else if (isTorn(place)) {
                    break;
                } else {
                    place = pastDamage(place);
                }
            }
            List<TypedRows> typed = new ArrayList<>();
            types.forEach((id, type) ->
                    Optional.ofNullable(rows.get(id)).ifPresent(some -> typed.add(new TypedRows(type, some))));
            return new ReadSegment(typed, damages, bytes.length - place);
        }

        private int pastDamage(int place) {
            int next = nextWhole(place);
            damages.add("%d bytes from %d on are no record".formatted(next - place, place));
            return next;
        }

        private boolean isWhole(int place) {
            int left = bytes.length - place - Frame.BYTES;
            if (left < 8 || buffer.getInt(place) != Frame.MARK) {
                return false;
            }
            int kind = bytes[place + 4];
            int length = buffer.getInt(place + 5);
            return (kind == Frame.TYPE || kind == Frame.ROW)
                    && length >= 8
                    && length <= left
                    && buffer.getInt(place + 9) == Frame.checksum(bytes, place, length);
        }

        /** Whether a record begins here that the file ends in, and none comes after it. */
        private boolean isTorn(int place) {
            int left = bytes.length - place;
            int mark = Math.min(4, left);
            byte[] begin = ByteBuffer.allocate(4).putInt(Frame.MARK).array();
            boolean begins = Arrays.equals(bytes, place, place + mark, begin, 0, mark);
            boolean ends = left < Frame.BYTES || buffer.getInt(place + 5) > left - Frame.BYTES;
            return begins && ends && nextWhole(place) == bytes.length;
        }

        /** Where the next record is that holds; the end where there is none. */
        private int nextWhole(int place) {
            int next = place + 1;
            while (next < bytes.length && !isWhole(next)) {
                next++;
            }
            return next;
        }

        private void take(int place) {
            int begin = place + Frame.BYTES + 8;
            int end = place + Frame.BYTES + buffer.getInt(place + 5);
            long type = buffer.getLong(place + Frame.BYTES);
            if (bytes[place + 4] == Frame.TYPE) {
                String json = new String(bytes, begin, end - begin, StandardCharsets.UTF_8);
                types.putIfAbsent(type, (StructType) DataType.fromJson(json));
            } else if (types.containsKey(type)) {
                UnsafeRow row = new UnsafeRow(types.get(type).size());
                byte[] values = Arrays.copyOfRange(bytes, begin, end);
                row.pointTo(values, values.length);
                rows.computeIfAbsent(type, any -> new ArrayList<>()).add(row);
            } else {
                damages.add("the row at %d is of a type that is not there".formatted(place));
            }
        }
    }
}

package dev.waybill.serving.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What stands around each record of a segment: a mark by which the next one is found where one is damaged, what it is, its length
 * and a checksum over all of these and its bytes.
 */
final class Frame {

    /** Its last byte is the number of the format. */
    static final int MARK = 0x5742_4C31;

    static final int BYTES = 4 + 1 + 4 + 4;

    /** Before a record of the id of a type, and the type as JSON. */
    static final byte TYPE = 1;
    /** Before a record of the id of its type, and a row. */
    static final byte ROW = 2;

    private Frame() {}

    /**
     * Puts a record into an array.
     *
     * @return where it ends
     */
    static int put(byte[] to, int place, byte kind, long type, byte[] bytes) {
        int length = 8 + bytes.length;
        ByteBuffer record = ByteBuffer.wrap(to, place, BYTES + length);
        record.putInt(MARK).put(kind).putInt(length).putInt(0).putLong(type).put(bytes);
        record.putInt(place + 9, checksum(to, place, length));
        return place + BYTES + length;
    }

    /** How many bytes a record takes. */
    static int size(byte[] bytes) {
        return BYTES + 8 + bytes.length;
    }

    /** @param length of what follows the frame at a place */
    static int checksum(byte[] bytes, int place, int length) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, place + 4, 5);
        sum.update(bytes, place + BYTES, length);
        return (int) sum.getValue();
    }
}

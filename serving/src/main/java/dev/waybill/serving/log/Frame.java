package dev.waybill.serving.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What stands around each record of a segment: a mark by which the next one is found where one is damaged, what it is, its length
 * and a checksum over all of these and its bytes.
 */
final class Frame {

    /** The first of them stands for the format: another one gets another number. */
    static final int MARK = 0x5742_4C31;

    static final int BYTES = 4 + 1 + 4 + 4;

    /** What a record is. */
    enum Kind {
        /** The id of a type, and the type as JSON. */
        TYPE,
        /** The id of its type, and a row. */
        ROW
    }

    private Frame() {}

    /** Adds a record to a buffer. */
    static void put(ByteBuffer to, Kind kind, long type, byte[] bytes) {
        int begin = to.position();
        to.putInt(MARK).put((byte) kind.ordinal()).putInt(8 + bytes.length).putInt(0);
        to.putLong(type).put(bytes);
        to.putInt(begin + 9, checksum(to.array(), begin, 8 + bytes.length));
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

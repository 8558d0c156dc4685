package dev.waybill.common.online;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The answers of a key as bytes: a CRC32C of the key and of what follows, then of each answer whether there is one, and its bits. */
final class HistoryValue {

    private static final int CHECKSUM_BYTES = Integer.BYTES;
    private static final int ANSWER_BYTES = 1 + Double.BYTES;

    private HistoryValue() {}

    static byte[] bytes(OnlineKey key, @Nullable Double[] answers) {
        ByteBuffer bytes = ByteBuffer.allocate(CHECKSUM_BYTES + answers.length * ANSWER_BYTES);
        bytes.position(CHECKSUM_BYTES);
        for (Double answer : answers) {
            bytes.put((byte) (answer == null ? 0 : 1)).putLong(answer == null ? 0 : Double.doubleToRawLongBits(answer));
        }
        return bytes.putInt(0, checksum(key, bytes.array())).array();
    }

    /** Empty for bytes that are not those of this key, or not whole. */
    static Optional<@Nullable Double[]> answers(OnlineKey key, byte[] bytes) {
        int length = bytes.length - CHECKSUM_BYTES;
        if (length < 0 || length % ANSWER_BYTES != 0) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (buffer.getInt() != checksum(key, bytes)) {
            return Optional.empty();
        }
        @Nullable Double[] answers = new @Nullable Double[length / ANSWER_BYTES];
        for (int i = 0; i < answers.length; i++) {
            boolean isOne = buffer.get() == 1;
            double answer = Double.longBitsToDouble(buffer.getLong());
            answers[i] = isOne ? (Double) answer : null;
        }
        return Optional.of(answers);
    }

    private static int checksum(OnlineKey key, byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(key.bytes());
        checksum.update(bytes, CHECKSUM_BYTES, bytes.length - CHECKSUM_BYTES);
        return (int) checksum.getValue();
    }
}

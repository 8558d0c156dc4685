package dev.waybill.serving.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * JSON as RFC 8259 has it, in UTF-8, and no more of it than a request needs: no key twice in an object, nothing behind the
 * value, no deep nesting, no endless number.
 */
public final class StrictJson {

    private static final int DEPTH = 32;
    private static final int DIGITS = 100;

    /** For reading and writing. */
    public static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxNumberLength(DIGITS)
                    .build())
            .build();

    /** Reads a value, by a parser that stands before its first token. */
    public interface Reading<T> {
        T read(JsonParser parser) throws IOException;
    }

    private StrictJson() {}

    /**
     * Reads a body.
     *
     * @throws Problem if it is no such JSON
     */
    public static <T> T read(byte[] body, Reading<T> reading) {
        CharBuffer text = text(body);
        if (text.toString().isBlank()) {
            throw Problem.notJson("it is empty");
        }
        try (JsonParser parser = FACTORY.createParser(text.array(), 0, text.limit())) {
            T value = reading.read(parser);
            if (parser.nextToken() != null) {
                throw Problem.notJson("something stands behind the value");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw Problem.notJson(e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read what is in memory", e);
        }
    }

    /** Decoded as a whole: Jackson would guess the encoding, and pass over wrong bytes in what nobody reads. */
    private static CharBuffer text(byte[] body) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException e) {
            throw Problem.notJson("it has bytes that are no UTF-8");
        }
    }
}

package dev.waybill.common.online;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Online;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the publications of one pipeline are. A publication is seen as a whole or not at all, and whoever reads the one before goes
 * on doing so.
 */
public interface OnlineStore extends AutoCloseable {

    /**
     * A key and its answers.
     *
     * @param answers in the order of the group's features
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Entry(OnlineKey key, @Nullable Double[] answers) {}

    /**
     * How a publication is made use of.
     *
     * @param bytes on disk, or in the memory of the server
     * @param lookups that all servers made of its keys, by what became of them
     */
    record Statistics(Publication about, long bytes, SortedMap<Found.Kind, Long> lookups) {}

    /**
     * The store of a pipeline.
     *
     * @param home what a relative folder starts at
     * @param environment its variables, of which the address of a server may name some
     * @throws Refusal if that address is none; a server is not asked yet
     */
    static OnlineStore of(Online online, Path home, String pipeline, Map<String, String> environment) {
        return online.isServer()
                ? new RedisStore(RedisAddress.of(online.store(), environment), online.timeoutMillis(), pipeline)
                : new FolderStore(home.resolve(online.store()).resolve(pipeline), pipeline);
    }

    /**
     * Publishes.
     *
     * @param entries each key once
     * @return what was published, with how many keys there were
     * @throws Refusal if the store does not take it; then the one before goes on to count
     */
    Publication publish(Publication publication, Iterator<Entry> entries);

    /**
     * The name of the publication that counts; empty before there is one.
     *
     * @throws Refusal if the store does not answer
     */
    Optional<String> current();

    /**
     * What is told of the publication that counts; empty before there is one.
     *
     * @throws Refusal if the store does not answer, or what it has is damaged
     */
    Optional<Publication> about();

    /**
     * How the publication that counts is made use of; empty before there is one.
     *
     * @throws Refusal as {@link #about}
     */
    Optional<Statistics> statistics();

    /**
     * Adds to the statistics of a publication.
     *
     * @throws Refusal as {@link #current}
     */
    void count(String publication, Map<Found.Kind, Long> lookups);

    /**
     * Opens the publication that counts, to read.
     *
     * @throws Refusal if there is none, or as {@link #about}
     */
    OnlineFeatures open();

    /** Where it is, without what is secret. */
    @Override
    String toString();

    @Override
    void close();

    /** That there is nothing to open. */
    static Refusal nothingPublished(String pipeline) {
        return Refusal.mistake(
                "serving.nothing-published",
                "Cannot answer for %s: no features have been published.".formatted(pipeline),
                "Run ./waybill job publish-features -p %s.".formatted(pipeline));
    }

    /** The code of {@link #damaged}. */
    String DAMAGED = "online.damaged";

    /** That what was published is not what is there now. */
    static Refusal damaged(String what, String pipeline) {
        return Refusal.mistake(
                DAMAGED,
                "Cannot use what is published in %s: it is not what Waybill wrote.".formatted(what),
                "Run ./waybill job publish-features -p %s.".formatted(pipeline));
    }
}

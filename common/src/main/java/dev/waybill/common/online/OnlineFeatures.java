package dev.waybill.common.online;

import java.util.List;
import java.util.Optional;

/** A publication that is open to be read, by any number of threads. */
public interface OnlineFeatures extends AutoCloseable {

    /** What was published. */
    Publication about();

    /**
     * Looks for keys, all at once. Never fails: a store that does not answer is one of the things that are found.
     *
     * @return what was found of each, in the same order
     */
    List<Found> get(List<OnlineKey> keys);

    /** Looks for a key that there is not, so that {@link #problem} tells how it is now. */
    default void probe() {
        List<Found> unused = get(List.of(new OnlineKey(0, "")));
    }

    /** Why the last keys were not told, in a clause; empty if they were. */
    Optional<String> problem();

    @Override
    void close();
}

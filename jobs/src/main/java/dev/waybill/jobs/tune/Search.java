package dev.waybill.jobs.tune;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Looks for params: one {@link Bracket} of so many trials, or one of nine after the other until the time is over. Which
 * sets are tried depends on the seed alone.
 */
final class Search {

    private static final int TRIALS = 30;
    private static final int TRIALS_WHILE_TIME = 9;

    /** How good trials are on a share of the rows, made ready for as long as it is open. */
    interface Scores extends AutoCloseable {
        double of(Trial trial);

        @Override
        void close();
    }

    /** What a search needs of the world, and tells it. */
    interface Listener {
        Scores open(double share);

        void scored(Trial trial);
    }

    private final Tuning tuning;
    private final Space space;
    private final Comparator<Trial> best;
    private final Listener listener;
    private final BooleanSupplier timeIsOver;

    /** @param best by which the best trial is the least */
    Search(Tuning tuning, Space space, Comparator<Trial> best, Listener listener, BooleanSupplier timeIsOver) {
        this.tuning = tuning;
        this.space = space;
        this.best = best.thenComparing(Trial::number);
        this.listener = listener;
        this.timeIsOver = timeIsOver;
    }

    /** How many trials a bracket begins with. */
    static int trials(Tuning tuning) {
        return tuning.trials().orElse(tuning.minutes().isPresent() ? TRIALS_WHILE_TIME : TRIALS);
    }

    /** The trials that were fitted on all rows: first the params as they are, then the others, the best first. */
    List<Trial> run() {
        List<Trial> finalists = new ArrayList<>();
        Trial asTheyAre = score(List.of(Trial.of(0, space.now())), 1).get(0);
        Random random = new Random(tuning.seed());
        int drawn = 0;
        do {
            finalists.addAll(bracket(draw(random, drawn)));
            drawn += trials(tuning);
        } while (tuning.minutes().isPresent() && !timeIsOver.getAsBoolean());
        finalists.sort(best);
        finalists.add(0, asTheyAre);
        return finalists;
    }

    private List<Trial> draw(Random random, int drawn) {
        return IntStream.rangeClosed(drawn + 1, drawn + trials(tuning))
                .mapToObj(number -> Trial.of(number, space.draw(random)))
                .toList();
    }

    private List<Trial> bracket(List<Trial> drawn) {
        List<Trial> left = drawn;
        for (Bracket.Rung rung : Bracket.rungs(drawn.size())) {
            left = score(left.stream().sorted(best).limit(rung.trials()).toList(), rung.share());
        }
        return left;
    }

    /** What is not scored when the time is over does not go on. */
    private List<Trial> score(List<Trial> trials, double share) {
        List<Trial> scored = new ArrayList<>();
        try (Scores scores = listener.open(share)) {
            for (Trial trial : trials) {
                if (trial.number() > 0 && tuning.minutes().isPresent() && timeIsOver.getAsBoolean()) {
                    return List.of();
                }
                scored.add(trial.scored(share, scores.of(trial)));
                listener.scored(scored.get(scored.size() - 1));
            }
        }
        return scored;
    }
}

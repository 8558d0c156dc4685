package dev.waybill.pipelines.dvc;

import java.util.ArrayList;
import java.util.List;

/**
 * A line for the shell, taken apart as far as its text alone tells: the commands that {@code &&}, {@code ;}, a pipe or a
 * new line part, each as its words without quotes. Where output goes is no word of a command.
 */
public final class ShellWords {

    /**
     * A command.
     *
     * @param plain whether its words stand there: not what the shell puts in for {@code $DATE}
     */
    public record Command(List<String> words, boolean plain) {}

    private static final String BETWEEN_COMMANDS = ";&|()\n";

    private final String line;
    private final List<Command> commands = new ArrayList<>();
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean begun;
    private boolean redirected;
    private boolean plain = true;
    private int at;

    private ShellWords(String line) {
        this.line = line;
    }

    /** The commands of a line, in order. */
    public static List<Command> commands(String line) {
        return new ShellWords(line).read();
    }

    private List<Command> read() {
        for (at = 0; at < line.length(); at++) {
            read(line.charAt(at));
        }
        endCommand();
        return List.copyOf(commands);
    }

    private void read(char next) {
        if (next == '\'' || next == '"') {
            quoted(next);
        } else if (next == '\\') {
            escaped();
        } else if (BETWEEN_COMMANDS.indexOf(next) >= 0) {
            endCommand();
        } else if (next == '>' || next == '<') {
            redirect();
        } else if (Character.isWhitespace(next)) {
            endWord();
        } else if (next == '#' && !begun) {
            at = line.indexOf('\n', at) < 0 ? line.length() : line.indexOf('\n', at) - 1;
        } else {
            add(next, true);
        }
    }

    private void quoted(char quote) {
        begun = true;
        for (at++; at < line.length() && line.charAt(at) != quote; at++) {
            if (quote == '"' && isEscape()) {
                escaped();
            } else {
                add(line.charAt(at), quote == '"');
            }
        }
    }

    /** Between double quotes, a backslash is one only before what would mean something there. */
    private boolean isEscape() {
        return line.charAt(at) == '\\' && at + 1 < line.length() && "\"\\$`\n".indexOf(line.charAt(at + 1)) >= 0;
    }

    private void escaped() {
        at++;
        if (at < line.length() && line.charAt(at) != '\n') { // which joins two lines
            add(line.charAt(at), false);
        }
    }

    private void add(char next, boolean filledIn) {
        begun = true;
        plain &= !(filledIn && (next == '$' || next == '`'));
        word.append(next);
    }

    /** A number before the sign is that of a stream, as in {@code 2>}; the next word is the file. */
    private void redirect() {
        if (word.toString().matches("\\d+")) {
            word.setLength(0);
            begun = false;
        }
        endWord();
        redirected = true;
        if (at + 1 < line.length() && ">&".indexOf(line.charAt(at + 1)) >= 0) {
            at++;
        }
    }

    private void endWord() {
        if (begun && !redirected) {
            words.add(word.toString());
        }
        redirected &= !begun;
        begun = false;
        word.setLength(0);
    }

    private void endCommand() {
        endWord();
        if (!words.isEmpty()) {
            commands.add(new Command(List.copyOf(words), plain));
        }
        words.clear();
        redirected = false;
        plain = true;
    }
}

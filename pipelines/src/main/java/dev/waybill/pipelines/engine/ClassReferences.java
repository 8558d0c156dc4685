package dev.waybill.pipelines.engine;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which of our classes a class names, and those which they name, as their class files say: whatever of them could run.
 * The names stand in the constants of a class file (The Java Virtual Machine Specification, section 4.4), those in
 * signatures and annotations, too; only a constant that the compiler copied leaves no name.
 */
final class ClassReferences {

    private static final Pattern OURS = Pattern.compile("dev/waybill/[\\w/$]+");
    private static final int TEXT = 1;

    private final ClassLoader loader;
    private final Set<String> found = new TreeSet<>();
    private final Deque<String> unread = new ArrayDeque<>();

    private ClassReferences(ClassLoader loader) {
        this.loader = loader;
    }

    /** The names of all classes that are reached, that class included: {@code dev/waybill/common/job/Job}. */
    static Set<String> from(Class<?> start) {
        ClassReferences references = new ClassReferences(start.getClassLoader());
        references.add(start.getName().replace('.', '/'));
        while (!references.unread.isEmpty()) {
            references.add(references.unread.pop());
        }
        return references.found;
    }

    /** What is no class is no reference, such as a path in a message. */
    private void add(String name) {
        try (@Nullable InputStream file = found.contains(name) ? null : loader.getResourceAsStream(name + ".class")) {
            if (file != null) {
                found.add(name);
                read(new DataInputStream(new ByteArrayInputStream(file.readAllBytes())));
            }
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read the class " + name, e);
        }
    }

    private void read(DataInputStream file) throws IOException {
        file.skipBytes(8); // magic number and version
        int end = file.readUnsignedShort();
        for (int i = 1; i < end; i++) {
            int tag = file.readUnsignedByte();
            if (tag == TEXT) {
                names(file.readUTF());
            } else {
                file.skipBytes(bytes(tag));
            }
            i += tag == 5 || tag == 6 ? 1 : 0; // long and double take two places
        }
    }

    private void names(String text) {
        Matcher matcher = OURS.matcher(text);
        while (matcher.find()) {
            unread.push(matcher.group());
        }
    }

    private static int bytes(int tag) {
        return switch (tag) {
            case 7, 8, 16, 19, 20 -> 2;
            case 15 -> 3;
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
            case 5, 6 -> 8;
            default -> throw new IllegalStateException("There is no constant of kind " + tag);
        };
    }
}

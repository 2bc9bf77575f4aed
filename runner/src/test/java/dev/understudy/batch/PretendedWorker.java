package dev.understudy.batch;

import dev.understudy.run.Status.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A worker's process whose trial behaves as the experiment's name says, and writes to a file when it begins and when it must save. */
public final class PretendedWorker {
    private PretendedWorker() {}

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        WorkerTask task = WorkerEvent.read(in.readLine(), WorkerTask.class).orElseThrow();
        Path runs = Path.of(task.runs());
        String label = task.name() + "/" + task.trial();
        note(
                runs,
                "begins " + label + " fresh " + task.fresh() + " retry " + task.retryFailed() + " words "
                        + List.of(args)
                        + " cores "
                        + Runtime.getRuntime().availableProcessors());
        System.out.println("a library's word");
        System.err.println("and another");
        tell(WorkerEvent.begin("training", "meta-steps", 0, 10));
        switch (task.name()) {
            case "crash" -> Runtime.getRuntime().halt(134);
            case "killed" ->
                ProcessHandle.of(ProcessHandle.current().pid()).ifPresent(self -> {
                    try {
                        new ProcessBuilder("kill", "-9", String.valueOf(self.pid()))
                                .start()
                                .waitFor();
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
            case "fails" -> tell(WorkerEvent.result(State.FAILED, "as it was told", 1, false));
            case "fails-once" -> {
                boolean again = Files.exists(runs.resolve("failed"));
                Files.writeString(runs.resolve("failed"), "");
                tell(WorkerEvent.result(again ? State.DONE : State.FAILED, again ? "" : "once", again ? 0 : 1, false));
            }
            case "full" -> tell(WorkerEvent.result(State.INTERRUPTED, "no room", 4, true));
            case "waits" -> {
                String word = in.readLine(); // null if the supervisor has ended
                note(runs, "saves " + label + (word == null ? " alone" : ""));
                tell(WorkerEvent.result(State.INTERRUPTED, "interrupted and saved", 0, false));
            }
            default -> {
                Thread.sleep(300);
                tell(WorkerEvent.result(State.DONE, "", 0, false));
            }
        }
        note(runs, "ends " + label);
    }

    private static void tell(WorkerEvent event) {
        System.out.println(event.line());
    }

    private static void note(Path runs, String line) throws IOException {
        Files.writeString(runs.resolve("notes"), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}

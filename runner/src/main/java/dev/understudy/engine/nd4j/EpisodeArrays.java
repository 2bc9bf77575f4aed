package dev.understudy.engine.nd4j;

import dev.understudy.engine.Clock;
import dev.understudy.engine.Problem;
import dev.understudy.imitation.Teacher;
import java.util.List;
import java.util.function.IntFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/** R episodes on ND4J arrays: θ, the teacher's state, and the last step's gradients, losses and teacher's updates. */
final class EpisodeArrays implements AutoCloseable {
    final int replicas;
    final int coordinates;
    final Clock clock;
    final INDArray theta; // [R][P]
    final INDArray teacher; // [states·R][P]; null for a rule without state
    final INDArray gradient; // [R][P], of the last step
    final INDArray truth; // [R][P], the teacher's update for it
    final INDArray loss; // [R], the optimizee's loss with it
    private final Problem problem;
    private final long seed;
    private final Program program = new Program();
    private final Program teacherProgram = new Program();
    private final Program[] fresh; // [R], resets a replica's teacher
    private final StepInputs upload;
    private final Blueprint.RunningOptimizee network;

    /**
     * The arrays that grow with the number of coordinates.
     *
     * @param theta, gradient, truth [R][P]
     * @param teacher [states·R][P]; null for a rule without state
     * @param scratch the teacher's
     */
    record Kept(INDArray theta, INDArray teacher, INDArray gradient, INDArray truth, INDArray scratch) {
        static Kept of(ArrayMaker make, Teacher teacher, int replicas, int coordinates) {
            return new Kept(
                    make.zeros(replicas, coordinates),
                    teacher.states() == 0 ? null : make.zeros((long) teacher.states() * replicas, coordinates),
                    make.zeros(replicas, coordinates),
                    make.zeros(replicas, coordinates),
                    TeacherProgram.scratch(make, teacher, replicas, coordinates));
        }
    }

    /**
     * @param steps per upload
     * @param teacherAt the problem's teacher at a step, counted from 0
     */
    EpisodeArrays(
            Problem problem,
            DeviceDataSet stored,
            Blueprint blueprint,
            long seed,
            int replicas,
            int steps,
            Kept kept,
            IntFunction<Teacher> teacherAt) {
        this.problem = problem;
        this.seed = seed;
        this.replicas = replicas;
        coordinates = blueprint.coordinates();
        clock = new Clock(replicas);
        theta = kept.theta;
        teacher = kept.teacher;
        gradient = kept.gradient;
        truth = kept.truth;
        loss = program.zeros(replicas);
        fresh = new Program[replicas];
        for (int r = 0; r < replicas; r++) {
            fresh[r] = fresh(r);
        }
        upload = new StepInputs(
                program,
                stored,
                blueprint.masks(),
                teacherAt,
                seed,
                replicas,
                problem.batch(),
                problem.imitator().time(),
                steps);
        long samples = (long) replicas * problem.batch();
        INDArray input = program.zeros(samples, stored.samples().shape().size());
        INDArray labels = program.zeros(samples, stored.samples().classes());
        stored.batch(program, upload.given(), input, labels);
        network = blueprint.on(new Blueprint.Place(
                theta,
                gradient,
                loss,
                input.reshape(replicas, problem.batch(), input.size(1)),
                labels.reshape(replicas, problem.batch(), labels.size(1)),
                upload.masks()));
        new TeacherProgram(
                teacherProgram, problem.teacher(), gradient, teacher, truth, kept.scratch, upload.coefficients());
    }

    Blueprint.RunningOptimizee network() {
        return network;
    }

    /**
     * The imitator's time inputs at the current step, for an {@link Unroll} of one step; null if it does not read time.
     */
    List<INDArray> time() {
        return upload.time() == null ? null : List.of(upload.time());
    }

    /** The time inputs of all steps of the last upload, for an {@link Unroll} of as many steps. */
    List<INDArray> times() {
        return upload.times();
    }

    /** [EXTRA], as in the last upload. */
    INDArray extra() {
        return upload.extra();
    }

    /** Begins the clock's episode in one replica, with fresh θ and teacher's state. */
    void begin(int r) {
        network.init(seed, r, clock.episode[r]);
        fresh[r].run();
    }

    private Program fresh(int r) {
        Program begin = new Program();
        for (int k = 0; k < problem.teacher().states(); k++) {
            long row = (long) k * replicas + r;
            begin.copy(begin.scalar(problem.teacher().initialState()), Views.rows(teacher, row, row + 1));
        }
        return begin;
    }

    /** Uploads the inputs of the next steps, in one copy. */
    void upload(int steps, float[] extra) {
        upload.send(clock, steps, extra);
    }

    /** Step t of the upload: computes gradients and losses at θ, and the teacher's updates; θ does not change. */
    void step(int t) {
        look(t);
        teacherProgram.run();
    }

    /** Computes gradients and losses alone; the teacher's state does not change. */
    void look(int t) {
        upload.choose(t);
        program.run();
        network.gradient();
    }

    @Override
    public void close() {
        network.close();
        program.close();
        teacherProgram.close();
        for (int r = 0; r < replicas; r++) {
            fresh[r].close();
        }
    }
}

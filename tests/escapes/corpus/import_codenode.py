# expect: raises
import codenode.worker.kernel

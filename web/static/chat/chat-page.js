import '../widget/frame.js';

import Exchange

/// A file of XPPAUT's language, and the values of its variables where XPPAUT 6.11 ends its run.
struct XPPSample: Sendable, CustomStringConvertible {
  var description: String
  var text: String
  var values: [Double]

  /// Small files that together use what comes in.
  static let all = [
    XPPSample(
      description: "lecar",
      text: #"""
        # Morris-Lecar, as in class
        p gl=.5,gca=1 gk=2
        params vk=-.7,vl=-.5,vca=1
        number v1=.01,v2=.145,v3=.1,v4=.15
        par i=.2,phi=.333
        minf(v)=.5*(1+tanh((v-v1)/v2))
        winf(v)=.5*(1+tanh((v-v3)/v4))
        lamw(v)=cosh((v-v3)/(2*v4))
        V'= gl*(vl-v)+gk*w*(vk-v)-icaf+i
        dw/dt = phi*lamw(v)*(winf(v)-w)
        icaf=gca*minf(v)*(v-vca)
        aux ica=icaf
        v(0)=.05
        init w=0
        @ total=50,dt=.05,xp=v,yp=w,xlo=-.4,xhi=.6
        done

        """#,
      values: [-0.31180614, 0.14240199]),
    XPPSample(
      description: "terms",
      text: #"""
        par a=1/3,b=2,c=1.5
        number q=2*pi
        !dd=b*2
        f(x,y)=if(x>y)then(x-y)else(ln(y/x))
        x'=5+1>3
        y'=2^3^2-x*.1
        z'=-b^2+flr(-1.5)+mod(-3,b)
        u'=not(0)+c+(1&0|1)+sign(-c)*heav(0)
        w'=f(c,a)*f(a,c)+log10(100)+max(1,\
        b)-min(a,c)+1-2-3+2/2*3
        init x=1,y=.5
        aux p4=a
        @ total=1,dt=.01
        d

        """#,
      values: [6, 64.150002, -5, 2.5, 2.2027326]),
    XPPSample(
      description: "array",
      text: #"""
        par g=.3,d=.5
        %[1..3]
        x[j]'=-x[j]+d*(x[j-1]-2*x[j]+x[j+1])
        y[j]'=x[j]-g*y[j]
        %
        x0=x1
        x4=x3
        s[1..3]=x[j]*[j]
        m'=-m+sum(0,2)of(shift(s1,i'))/3
        m[10..12]'=m-m[j]*[j*2]
        init x[1..3]=1.5,m=.1
        init x2=-1
        @ total=5,dt=.02
        done

        """#,
      values: [
        0.0044950703, 0.2906054, 0.0044857538, 0.037052646, 0.0044950703, 0.2906054, 0.045593441,
        0.0023747685, 0.0021507444, 0.0019653407,
      ]),
    XPPSample(
      description: "map",
      text: #"""
        x(t+1)=a-x^2+b*y
        y(t+1)=x
        n(t+1)=n+mod(t,2)
        par a=1.1,b=.3
        init x=.1
        @ total=30
        done

        """#,
      values: [-0.7776233, 1.373764, 15]),
    XPPSample(
      description: "discrete",
      text: #"""
        x'=r*x*(1-y)
        y'=x
        par r=1.8
        init x=.11,y=.21
        @ meth=discrete,total=12
        done

        """#,
      values: [0.49498394, 0.50035232]),
    XPPSample(
      description: "table",
      text: #"""
        table w % 5 -1 1 a*t^2
        table k % 3 0 4 exp(-t)
        tabular c % 9 0 8 a/4
        par a=2
        x'=-x+w(x-y)+w(3)/10+c(x)
        y'=k(x)-y/2+k(-1)/5
        init x=.3,y=.1
        @ total=3,dt=.01
        done

        """#,
      values: [1.6299919, 1.1293086]),
    XPPSample(
      description: "event",
      text: #"""
        x'=1
        y'=-y
        z'=0
        par k=1
        global 1 x-.9999999 {x=-1;y=y+2*k;k=k+1}
        global -1 {.2499999-x} {z=z+x}
        init y=1
        @ total=6,meth=euler,dt=.05
        done

        """#,
      values: [2.99985e-07, 2.3491576, 0.7499997]),
  ]
}
